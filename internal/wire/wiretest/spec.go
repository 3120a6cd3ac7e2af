package wiretest

// These rules of ZITADEL's have no case. The generated contract can't bring them about: organizations that are deactivated or
// removed, a deleted provider (which takes its links with it, without an event of theirs), and what only REST answers (paths
// and bodies that can't be parsed, HTTP statuses). No caller can bring them about at will: quotas, a blocked instance, a person
// who came through an identity provider, an application's token with a foreign origin, an expired deadline, an instance
// without a policy. And nobody has seen what a real server answers: what the organization service makes of the organization
// header, and dates of ListEvents other than from a date upwards.

// fact is one row of the specification: of the test vectors (v…), the error catalogue (e.…), the success shapes (s.…),
// the surprises (p.…), the response headers (h.…), localisation (l.…), the change history (c.…), the instance (a.…),
// identity providers (i.…), users (u.…), or a rule from its running text (o.…).
type fact struct {
	label, says string
	// absent is the reason why no case shows the fact. Empty where some have to.
	absent string
}

const (
	onlyREST = "only the REST wire answers this"
	noState  = "organizations can't be brought into this state yet"
	noOther  = "another service"
)

// facts are all rows of the specification: those that cases show, and those that are absent.
func facts() []fact {
	var all []fact
	for _, group := range [][]fact{
		vectors(), catalogue(), shapes(), surprises(), headers(), languages(), history(), instanceFacts(), linkFacts(), userFacts(), rules(),
	} {
		all = append(all, group...)
	}
	return all
}

func vectors() []fact {
	return []fact{
		{"v1", "an inheriting organization reads the instance's policy", ""},
		{"v2", "an inherited second factor can't be removed", ""},
		{"v3", "adding one while inheriting succeeds and changes nothing", ""},
		{"v4", "adding it again is refused", ""},
		{"v5", "nothing to reset while inheriting", ""},
		{"v6", "nothing to update while inheriting", ""},
		{"v7", "creating a policy takes one event and one for each factor", ""},
		{"v8", "the own policy reads back, without the phantom", ""},
		{"v9", "the phantom can't be added", ""},
		{"v10", "the phantom can be removed; the policy's sequence moves", ""},
		{"v11", "then it can be added, and is listed last", ""},
		{"v12", "a listed factor can be removed", ""},
		{"v13", "a second time it can't", ""},
		{"v14", "a second policy can't be created", ""},
		{"v15", "an update with the same values is refused with the raw key", ""},
		{"v16", "an update zeroes what it omits and leaves the factors alone", ""},
		{"v17", "redirect URIs", ""},
		{"v18", "a creation with an undefined factor, checked before existence", ""},
		{"v19", "reset: inherited again, nothing left to remove", ""},
		{"v20", "a factor twice in a creation: listed twice, removed at once", ""},
		{"v21", "unspecified and undefined types: no detail", ""},
		{"v22", "the same without a token: unauthenticated", ""},
		{"v23", "an unknown organization", ""},
		{"v24", "an organization where the caller is no member", ""},
		{"v25", "a viewer can't remove", ""},
		{"v26", "instance: a factor added twice", ""},
		{"v27", "instance: a factor removed shows in inheriting organizations", ""},
		{"v28", "instance: an update without a change", ""},
		{"v29", "accept-language decides for a token without a language; the raw key stays", ""},
		{"v30", "a person's profile language beats accept-language", ""},
		{"v31", "the change history after a removal", ""},
	}
}

func catalogue() []fact {
	return append(factorErrors(), callErrors()...)
}

func factorErrors() []fact {
	return []fact{
		{"e.remove-second-absent", "RemoveSecondFactor: not there, removed already, inherited, after a reset", ""},
		{"e.remove-multi-absent", "RemoveMultiFactor: not there, or inherited", ""},
		{"e.add-second-twice", "AddSecondFactor: there already", ""},
		{"e.add-multi-twice", "AddMultiFactor: there already", ""},
		{"e.factor-unspecified", "the four factor methods: unspecified type", ""},
		{"e.factor-undefined", "the four factor methods: 99 and -1", ""},
		{"e.rest-path-enum", "REST: a type in the path that is none", onlyREST},
		{"e.rest-body-enum", "REST: an unknown type name in the body", onlyREST},
		{"e.rest-json", "REST: malformed JSON", onlyREST},
		{"e.rest-verb", "REST: wrong verb, or no type in the path", onlyREST},
		{"e.rest-path", "REST: unknown path", onlyREST},
		{"e.policy-exists", "AddCustomLoginPolicy: one exists", ""},
		{"e.policy-bad-factor", "AddCustomLoginPolicy: unspecified or undefined factor", ""},
		{"e.update-nothing", "UpdateCustomLoginPolicy: nothing changed, raw key in every language", ""},
		{"e.update-no-policy", "UpdateCustomLoginPolicy: no own policy", ""},
		{"e.reset-no-policy", "ResetLoginPolicyToDefault: no own policy, or a second time", ""},
		{"e.admin-remove-second", "admin RemoveSecondFactor: not there", ""},
		{"e.admin-remove-multi", "admin RemoveMultiFactor: not there", ""},
		{"e.admin-add-second", "admin AddSecondFactor: there already", ""},
		{"e.admin-add-multi", "admin AddMultiFactor: there already", ""},
	}
}

func callErrors() []fact {
	return []fact{
		{"e.org-unknown", "organization header: unknown, nonsense, the instance's id, a list with commas", ""},
		{"e.not-a-member", "organization without a membership of the caller; caller without any", ""},
		{"e.factor-demanded", "a person's token without a second factor, where the home organization demands one", ""},
		{"e.no-permission", "a membership without policy.write", ""},
		{"e.admin-as-org-owner", "admin called by an organization owner", ""},
		{"e.no-token", "no authorization: no detail", ""},
		{"e.token-shape", "authorization that isn't one bearer token", ""},
		{"e.token-unknown", "a token that is unknown, tampered with, or no longer valid", ""},
		{"e.unknown-host", "an authority that is no instance: no detail", ""},
		{"e.rest-deadline", "REST: an expired deadline", onlyREST},
		{"e.grpc-deadline", "a deadline that expires inside the server, reported as an unknown organization", "a race: can't be brought about at will"},
		{"e.rest-starting", "REST: the first second after the start", onlyREST},
		{"e.totp-code", "user v2: a wrong code", noOther},
	}
}

func shapes() []fact {
	return []fact{
		{"s.change-details", "removal, update and reset answer a change date and no creation date", ""},
		{"s.add-details", "additions and creation answer a creation date and no change date", ""},
		{"s.sequence", "the sequence counts all events; a creation answers its last", ""},
		{"s.owner", "the owner is the organization; of an inherited policy the instance", ""},
		{"s.micros", "dates have microseconds", ""},
		{"s.inherited-flags", "an inherited policy is marked in both places", ""},
		{"s.own-flags", "an own policy is marked in neither", ""},
		{"s.default-flag", "GetDefaultLoginPolicy marks the policy", ""},
		{"s.empty-lists", "an own policy without factors lists none and counts none", ""},
		{"s.order", "factors come in the order of their addition", ""},
		{"s.list-details", "lists count their entries and say as of when they are", ""},
		{"s.list-inherited", "lists show inherited factors", ""},
		{"s.add-copies-nothing", "a creation copies no factor", ""},
		{"s.add-empty", "an empty creation is accepted", ""},
		{"s.update-keeps-factors", "an update leaves the factors alone", ""},
		{"s.remove-last", "the last factor can be removed, also where a second one is forced", ""},
		{"s.reset-details", "factors don't come back after a reset and a creation", ""},
		{"s.fresh", "what the setup of an instance makes its default policy", ""},
	}
}

func surprises() []fact {
	return []fact{
		{"p.phantom-add", "adding without an own policy succeeds, shows nowhere, and can't be repeated", ""},
		{"p.phantom-remove", "a phantom can be removed without an own policy", ""},
		{"p.phantom-later", "a policy created later doesn't show the phantom; add is refused, remove succeeds", ""},
		{"p.phantom-remove-inherited", "removing a phantom leaves the inherited factor in force", ""},
		{"p.phantom-create", "creating a policy with the factor in its list repairs the phantom", ""},
		{"p.phantom-readd", "on an own policy remove and add repair it", ""},
		{"p.duplicates", "the same factor twice in a creation", ""},
		{"p.race-remove", "two removals at once", ""},
		{"p.race-add", "two additions at once", ""},
		{"p.race-create", "two creations at once", ""},
		{"p.race-both-remove", "where writes race: two removals both succeed, each with its event", ""},
		{"p.race-twice", "where writes race: two additions both succeed, and the factor is listed twice", ""},
		{"p.race-join", "where writes race: two creations both succeed, with the first's settings and both lists", ""},
		{"p.race-lie", "after that an update with the second's settings is refused as no change", ""},
		{"p.org-inactive", "a deactivated organization still answers", noState},
		{"p.org-removed", "so does a removed one", noState},
		{"p.two-orgs", "of two organization values the first counts", ""},
		{"p.blank-org", "a blank or padded organization doesn't exist; HTTP/1.1 makes it empty, or takes the padding away", ""},
		{"p.empty-org", "an empty organization is the home organization", ""},
		{"p.provider-sequence", "provider links move the sequence and not the policy's", ""},
		{"p.admin-org", "admin looks only whether the organization exists", ""},
		{"p.settings-v2", "what settings v2 answers", noOther},
	}
}

func headers() []fact {
	return []fact{
		{"h.cache", "no answer may be stored", ""},
		{"h.request-id", "each answer has a request id of the server's own", ""},
	}
}

func languages() []fact {
	return []fact{
		{"l.header", "accept-language, regions and q-values", ""},
		{"l.default", "a missing or unknown language is the instance's", ""},
		{"l.raw", "keys without a translation stay raw", ""},
		{"l.profile", "the profile's language comes first", ""},
		{"l.changes", "the text of a change follows the language", ""},
		{"l.fixed", "validation and authorization texts aren't translated", ""},
	}
}

func history() []fact {
	return []fact{
		{"c.item", "a change's key, date, sequence, editor and owner; the sequence is the write's", ""},
		{"c.kinds", "every kind of write under its event type", ""},
		{"c.order", "newest first, or oldest first", ""},
		{"c.cursor", "a cursor keeps strictly smaller sequences, or strictly greater ones", ""},
		{"c.no-limit", "without a limit all come", ""},
		{"c.no-factor", "a change doesn't say which factor it was about", ""},
		{"c.editor", "a change names its editor", ""},
		{"c.payload", "ListEvents says which factor, setting or provider", ""},
		{"c.types", "ListEvents filters by event types", ""},
		{"c.aggregate", "ListEvents filters by aggregate, aggregate type, owner and editor", ""},
		{"c.too-large", "ListEvents bounds its filter", ""},
		{"c.event-cursor", "ListEvents pages as ListOrgChanges does", ""},
		{"c.instance", "the instance's events", ""},
		{"c.permissions", "under the instance's id there are also permission events; the order there is that of the sequences", ""},
		{"c.from", "ListEvents from a date begins after it, and after all events of the write at that date", ""},
		{"c.created", "the payload of a creation leaves out what is false, zero or empty", ""},
	}
}

func instanceFacts() []fact {
	return []fact{
		{"a.reads", "admin reads the policy that organizations inherit", ""},
		{"a.details", "admin writes answer the instance's sequence and owner", ""},
		{"a.inherited", "what is written at the instance shows at once where it is inherited", ""},
		{"a.own", "an organization with its own policy doesn't notice", ""},
		{"a.lag", "the default's reads, the lists, and a policy's links wherever they are read may lag", ""},
		{"a.update", "UpdateLoginPolicy replaces all settings and leaves the factors alone", ""},
		{"a.update-nothing", "UpdateLoginPolicy: nothing changed", ""},
		{"a.uri", "UpdateLoginPolicy: the redirect URI", ""},
		{"a.update-no-policy", "UpdateLoginPolicy: no policy (INSTANCE-M0sif)", "an instance always has a policy"},
	}
}

func linkFacts() []fact {
	return []fact{
		{"i.link", "providers of the instance and of the organization can be linked and unlinked", ""},
		{"i.sequence", "links are events of the organization", ""},
		{"i.order", "links stand in the order of their addition", ""},
		{"i.list", "ListLoginPolicyIDPs: pages, total, names and types", ""},
		{"i.not-inherited", "an own policy doesn't have the instance's links", ""},
		{"i.reset-drops", "a reset drops the links", ""},
		{"i.create-any-owner", "a creation doesn't look who owns a provider", ""},
		{"i.link-no-policy", "AddIDPToLoginPolicy: no own policy", ""},
		{"i.link-unknown", "AddIDPToLoginPolicy: an unknown provider", ""},
		{"i.link-wrong-owner", "AddIDPToLoginPolicy: the wrong owner", ""},
		{"i.link-twice", "AddIDPToLoginPolicy: linked already, raw key", ""},
		{"i.unlink-no-policy", "RemoveIDPFromLoginPolicy: no own policy", ""},
		{"i.unlink-absent", "RemoveIDPFromLoginPolicy: not linked, raw key", ""},
		{"i.malformed", "a malformed id or owner: no detail", ""},
		{"i.unreachable", "the ids of requests that validation refuses first (Org-9nf88, INSTANCE-GVDfe and their like)", "validation refuses them first"},
		{"i.admin-link", "the instance can link and unlink its providers", ""},
		{"i.admin-link-unknown", "admin AddIDPToLoginPolicy: a provider that isn't the instance's", ""},
		{"i.admin-link-twice", "admin AddIDPToLoginPolicy: linked already", ""},
		{"i.admin-unlink-absent", "admin RemoveIDPFromLoginPolicy: not linked", ""},
		{"i.providers", "an organization may link its own providers and the instance's", ""},
		{"i.admin-providers", "the instance may link its own", ""},
	}
}

func userFacts() []fact {
	return []fact{
		{"u.list", "ListUsers: by organization, ids, type and state", ""},
		{"u.unseen", "whom the caller may not read isn't shown and isn't counted, without an error", ""},
		{"u.sorted", "by the date of creation, the oldest first", ""},
		{"u.pages", "offset and limit; beyond the end there is no total", ""},
		{"u.ties", "the order of people who were created at one date", "no order is promised"},
		{"u.header", "ListUsers and the organization of the call", ""},
		{"u.malformed", "a malformed id: no detail", ""},
		{"u.no-ids", "a query for no ids: code UNKNOWN", "not asked, and nothing to build on"},
		{"u.order", "users: token, organization, request, permission", ""},
		{"u.methods", "ListAuthenticationMethodTypes: the kinds that are ready, each once; none of a user that doesn't exist", ""},
		{"u.methods-header", "the permission counts in the organization of the call", ""},
		{"u.used-up", "recovery codes that are all used up are still told", "codes can't be used"},
		{"u.unfinished", "what isn't proved is in no kinds, and in the factors only if asked for", ""},
		{"u.factors", "ListAuthenticationFactors: states, ids and names; no recovery codes", ""},
		{"u.factors-home", "the permission counts at the person's home; where there is nothing nobody is refused", ""},
		{"u.remove", "a removal is one event, and answers its sequence and date", ""},
		{"u.remove-codes", "RemoveRecoveryCodes answers the state before it, also where there was nothing", ""},
		{"u.remove-header", "removals and the organization of the call", ""},
		{"u.remove-absent", "removals: the factor isn't there", ""},
		{"u.remove-nobody", "removals: no such user; of an app and a key the same as without one", ""},
		{"u.remove-denied", "removals: a viewer, a stranger; an app and a key are looked for first", ""},
		{"u.remove-locked", "RemoveRecoveryCodes of a locked person", "people can't be locked"},
		{"u.remove-passkey", "RemoveU2F with a passkey's id succeeds and removes nothing", "nothing to build on"},
		{"u.events", "ListEvents has people under their ids, with the home as the owner", ""},
		{"u.events-from", "from a date on, exclusively", ""},
		{"u.events-most", "a thousand at most", ""},
		{"u.features", "GetInstanceFeatures needs a valid token", ""},
	}
}

func rules() []fact {
	return []fact{
		{"o.order", "host, token, organization, membership, permission, request, state: the first that is wrong is told", ""},
		{"o.health", "health needs no token", ""},
		{"o.viewer", "a viewer may read", ""},
		{"o.instance-owner", "an instance owner may read and write everywhere", ""},
		{"o.create-order", "the order of a creation's own checks", ""},
		{"o.reset-clears", "a reset clears phantoms", ""},
		{"o.redirect", "which redirect URIs are valid", ""},
		{"o.lifetimes", "lifetimes have no bounds", ""},
		{"o.defined", "the passwordless type has to be defined", ""},
		{"o.my-org", "GetMyOrg follows the organization's latest event", ""},
		{"o.rights", "ListMyZitadelPermissions tells what the caller's roles grant", ""},
		{"o.rights-org", "it does so for the organization of the call", ""},
		{"o.my-user", "GetMyUser says whether the caller is a machine or a person, its names, and its home organization", ""},
		{"o.my-factors", "ListMyAuthFactors has a person's second factors", ""},
		{"o.my-passkeys", "ListMyPasswordless has a person's passkeys", ""},
		{"o.my-memberships", "ListMyMemberships says where the caller has roles", ""},
		{"o.orgs-id", "ListOrganizations finds one by its id, if the caller may read it", ""},
		{"o.orgs", "ListOrganizations shows what the caller may read", ""},
		{"o.orgs-total", "its total counts what the caller may not read", ""},
		{"o.orgs-pages", "it is paged and sorted", ""},
		{"o.restrictions", "each restriction is set apart", ""},
		{"o.restrictions-sequence", "the restrictions' sequence counts their own changes; another order is none", ""},
		{"o.languages", "languages: how they are compared and stored, and which are refused", ""},
		{"o.provider", "a creation's providers have to be well-formed and to exist", ""},
	}
}
