package resolver_test

import "slices"

// model is the rules of the login settings of an instance and its organizations, as the documents state them. It has
// none of the oddities of a real ZITADEL, except for the one that can be seen from outside: an organization may have
// stored a factor that no policy lists.
type model struct {
	instance      modelPolicy
	organizations map[string]*modelOrganization
}

// modelOrganization is an organization; own is nil while it inherits.
type modelOrganization struct {
	own *modelPolicy
	// stored are the factors that the backend takes for added already: those of the own policy, and those that were
	// added while the organization inherited.
	stored map[string]bool
	// providers are the identity providers of the organization itself.
	providers []string
}

// modelPolicy is a policy as a query shows it.
type modelPolicy struct {
	ForceMfa, HidePasswordReset, AllowRegister bool
	PasswordCheckLifetime                      string
	SecondFactors, MultiFactors, Links         []string
}

func (p modelPolicy) clone() modelPolicy {
	p.SecondFactors, p.MultiFactors, p.Links = slices.Clone(p.SecondFactors), slices.Clone(p.MultiFactors), slices.Clone(p.Links)
	return p
}

// instanceProviders are the identity providers of the instance.
func instanceProviders() []string {
	return []string{"400000000000000001", "400000000000000002"}
}

const acmeDirectoryID = "400000000000000003"

// newModel is what the embedded backend has at the start.
func newModel() *model {
	const passkey = "MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION"
	instance := modelPolicy{AllowRegister: true, PasswordCheckLifetime: "PT240H", MultiFactors: []string{passkey},
		SecondFactors: []string{"SECOND_FACTOR_TYPE_OTP", "SECOND_FACTOR_TYPE_U2F"}}
	acmePolicy := instance.clone()
	acmePolicy.ForceMfa, acmePolicy.AllowRegister = true, false
	acmePolicy.SecondFactors = append(acmePolicy.SecondFactors, "SECOND_FACTOR_TYPE_OTP_EMAIL")
	acmePolicy.Links = []string{acmeDirectoryID, instanceProviders()[0]}
	m := &model{instance: instance, organizations: map[string]*modelOrganization{
		acme:     {stored: map[string]bool{}, providers: []string{acmeDirectoryID}},
		acmeLabs: {stored: map[string]bool{}},
	}}
	m.organizations[acme].become(acmePolicy)
	return m
}

// inForce returns the policy that a query shows.
func (m *model) inForce(org string) modelPolicy {
	if own := m.organizations[org].own; own != nil {
		return *own
	}
	return m.instance
}

// become gives the organization its own policy.
func (o *modelOrganization) become(policy modelPolicy) {
	o.own = &policy
	for _, factor := range slices.Concat(policy.SecondFactors, policy.MultiFactors) {
		o.stored[factor] = true
	}
}

// refused is the error of a mutation that changed nothing.
func refused(code, reason string) outcome {
	return outcome{Code: code, Reason: reason, Outcome: "NOT_EXECUTED"}
}

// factorKind is second factors or multi factors: what they have in common is done by the same methods of model.
type factorKind struct {
	prefix string // of its reasons
	list   func(*modelPolicy) *[]string
}

func secondFactorKind() factorKind {
	return factorKind{"SECOND_FACTOR_", func(p *modelPolicy) *[]string { return &p.SecondFactors }}
}

func multiFactorKind() factorKind {
	return factorKind{"MULTI_FACTOR_", func(p *modelPolicy) *[]string { return &p.MultiFactors }}
}

func (m *model) addFactor(kind factorKind, org, factor string, customize bool) outcome {
	o := m.organizations[org]
	switch {
	case o.own == nil && !customize:
		return refused("FAILED_PRECONDITION", "LOGIN_POLICY_INHERITED")
	case o.own == nil && slices.Contains(*kind.list(&m.instance), factor),
		o.own != nil && slices.Contains(*kind.list(o.own), factor):
		return refused("ALREADY_EXISTS", kind.prefix+"ALREADY_CONFIGURED")
	case o.own == nil:
		o.become(m.instance.clone())
	}
	o.stored[factor] = true
	*kind.list(o.own) = append(*kind.list(o.own), factor)
	return outcome{}
}

func (m *model) removeFactor(kind factorKind, org, factor string, customize bool) outcome {
	o := m.organizations[org]
	if o.own != nil {
		if !o.stored[factor] {
			return refused("NOT_FOUND", kind.prefix+"NOT_CONFIGURED")
		}
		o.stored[factor] = false
		remove(kind.list(o.own), factor)
		return outcome{}
	}
	switch {
	case !slices.Contains(*kind.list(&m.instance), factor):
		return refused("NOT_FOUND", kind.prefix+"NOT_CONFIGURED")
	case !customize:
		return refused("FAILED_PRECONDITION", kind.prefix+"INHERITED")
	}
	policy := m.instance.clone()
	remove(kind.list(&policy), factor)
	o.become(policy)
	return outcome{}
}

func remove(list *[]string, entry string) {
	*list = slices.DeleteFunc(*list, func(other string) bool { return other == entry })
}

// storeFactor adds a factor in the backend itself. The error has gRPC's name of its code.
func (m *model) storeFactor(kind factorKind, org, factor string) outcome {
	o := m.organizations[org]
	if o.stored[factor] {
		return outcome{Code: "AlreadyExists"}
	}
	o.stored[factor] = true
	if o.own != nil {
		*kind.list(o.own) = append(*kind.list(o.own), factor)
	}
	return outcome{}
}

// dropFactor removes a factor in the backend itself.
func (m *model) dropFactor(kind factorKind, org, factor string) outcome {
	o := m.organizations[org]
	if !o.stored[factor] {
		return outcome{Code: "NotFound"}
	}
	o.stored[factor] = false
	if o.own != nil {
		remove(kind.list(o.own), factor)
	}
	return outcome{}
}

func (m *model) link(org, id string, customize bool) outcome {
	o := m.organizations[org]
	ofOrg, ofInstance := slices.Contains(o.providers, id), slices.Contains(instanceProviders(), id)
	policy := m.inForce(org)
	linked := slices.Contains(policy.Links, id)
	switch {
	case o.own == nil && !customize:
		return refused("FAILED_PRECONDITION", "LOGIN_POLICY_INHERITED")
	case o.own == nil && linked:
		return refused("ALREADY_EXISTS", "IDENTITY_PROVIDER_ALREADY_LINKED")
	case !ofOrg && !ofInstance:
		return refused("NOT_FOUND", "IDENTITY_PROVIDER_NOT_FOUND")
	case linked:
		return refused("ALREADY_EXISTS", "IDENTITY_PROVIDER_ALREADY_LINKED")
	case o.own == nil:
		o.become(m.instance.clone())
	}
	o.own.Links = append(o.own.Links, id)
	return outcome{}
}

func (m *model) unlink(org, id string, customize bool) outcome {
	o := m.organizations[org]
	switch {
	case !slices.Contains(m.inForce(org).Links, id):
		return refused("NOT_FOUND", "IDENTITY_PROVIDER_NOT_LINKED")
	case o.own == nil && !customize:
		return refused("FAILED_PRECONDITION", "IDENTITY_PROVIDER_INHERITED")
	case o.own == nil:
		o.become(m.instance.clone())
	}
	remove(&o.own.Links, id)
	return outcome{}
}

func (m *model) update(org string, patch func(*modelPolicy), customize bool) outcome {
	o := m.organizations[org]
	patched := m.inForce(org).clone()
	patch(&patched)
	switch {
	case o.own == nil && !customize:
		return refused("FAILED_PRECONDITION", "LOGIN_POLICY_INHERITED")
	case patched.sameSettings(m.inForce(org)):
		return outcome{}
	case o.own == nil:
		o.become(patched)
	default:
		*o.own = patched
	}
	return outcome{}
}

func (p modelPolicy) sameSettings(other modelPolicy) bool {
	return p.ForceMfa == other.ForceMfa && p.HidePasswordReset == other.HidePasswordReset &&
		p.AllowRegister == other.AllowRegister && p.PasswordCheckLifetime == other.PasswordCheckLifetime
}

func (m *model) create(org string, change func(*modelPolicy)) outcome {
	o := m.organizations[org]
	if o.own != nil {
		return refused("ALREADY_EXISTS", "LOGIN_POLICY_ALREADY_EXISTS")
	}
	policy := m.instance.clone()
	change(&policy)
	o.become(policy)
	return outcome{}
}

// reset takes the own policy away. It clears what is stored, but only where there is a policy to take away.
func (m *model) reset(org string) {
	if o := m.organizations[org]; o.own != nil {
		o.own, o.stored = nil, map[string]bool{}
	}
}

func (m *model) addDefaultFactor(kind factorKind, factor string) outcome {
	if slices.Contains(*kind.list(&m.instance), factor) {
		return refused("ALREADY_EXISTS", kind.prefix+"ALREADY_CONFIGURED")
	}
	*kind.list(&m.instance) = append(*kind.list(&m.instance), factor)
	return outcome{}
}

func (m *model) removeDefaultFactor(kind factorKind, factor string) outcome {
	if !slices.Contains(*kind.list(&m.instance), factor) {
		return refused("NOT_FOUND", kind.prefix+"NOT_CONFIGURED")
	}
	remove(kind.list(&m.instance), factor)
	return outcome{}
}

func (m *model) linkDefault(id string) outcome {
	switch {
	case !slices.Contains(instanceProviders(), id):
		return refused("NOT_FOUND", "IDENTITY_PROVIDER_NOT_FOUND")
	case slices.Contains(m.instance.Links, id):
		return refused("ALREADY_EXISTS", "IDENTITY_PROVIDER_ALREADY_LINKED")
	}
	m.instance.Links = append(m.instance.Links, id)
	return outcome{}
}

func (m *model) unlinkDefault(id string) outcome {
	if !slices.Contains(m.instance.Links, id) {
		return refused("NOT_FOUND", "IDENTITY_PROVIDER_NOT_LINKED")
	}
	remove(&m.instance.Links, id)
	return outcome{}
}
