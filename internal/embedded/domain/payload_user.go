package domain

// FakeSecret stands wherever ZITADEL's events of users carry a secret: the seed of an authenticator app, the hash of a password
// or of a recovery code, a public key. It is no secret, and valid base64, so that a test can look for it anywhere and knows
// that a real one would be there too.
const FakeSecret = "fakeSecret++"

// fakeText is FakeSecret as JSON. It has no size, however many events have one.
type fakeText struct{}

func (fakeText) MarshalJSON() ([]byte, error) { return []byte(`"` + FakeSecret + `"`), nil }

// UnmarshalJSON takes anything: DecodeEvent compares the whole event afterwards.
func (*fakeText) UnmarshalJSON([]byte) error { return nil }

// fakeCrypto is FakeSecret in the shape of what ZITADEL stores encrypted.
type fakeCrypto struct{}

func (fakeCrypto) MarshalJSON() ([]byte, error) {
	return []byte(`{"CryptoType":0,"Algorithm":"aes","KeyID":"userKey","Crypted":"` + FakeSecret + `"}`), nil
}

// UnmarshalJSON takes anything, as fakeText's does.
func (*fakeCrypto) UnmarshalJSON([]byte) error { return nil }

var (
	_ Payload = (*humanAddedPayload)(nil)
	_ Payload = (*machineAddedPayload)(nil)
	_ Payload = (*codePayload)(nil)
	_ Payload = (*totpAddedPayload)(nil)
	_ Payload = (*recoveryAddedPayload)(nil)
	_ Payload = (*keyAddedPayload)(nil)
	_ Payload = (*keyVerifiedPayload)(nil)
	_ Payload = (*keyRemovedPayload)(nil)
	_ Payload = (*externalIDPPayload)(nil)
)

func newUserPayload(t Topic) (Payload, bool) {
	switch t {
	case TopicHumanAdded, TopicHumanSelfRegistered:
		return &humanAddedPayload{}, true
	case TopicMachineAdded:
		return &machineAddedPayload{}, true
	case TopicInitialCodeAdded:
		return &codePayload{}, true
	case TopicTOTPAdded:
		return &totpAddedPayload{}, true
	case TopicRecoveryAdded:
		return &recoveryAddedPayload{}, true
	case TopicU2FAdded, TopicPasskeyAdded:
		return &keyAddedPayload{}, true
	case TopicU2FVerified, TopicPasskeyVerified:
		return &keyVerifiedPayload{}, true
	case TopicU2FRemoved:
		return &keyRemovedPayload{}, true
	case TopicExternalIDPAdded:
		return &externalIDPPayload{}, true
	default:
		return nil, isUserTopicWithoutPayload(t)
	}
}

func isUserTopicWithoutPayload(t Topic) bool {
	switch t {
	case TopicEmailVerified, TopicPhoneVerified, TopicPhoneRemoved, TopicTOTPVerified, TopicTOTPRemoved,
		TopicOTPSMSAdded, TopicOTPSMSRemoved, TopicOTPEmailAdded, TopicOTPEmailRemoved, TopicRecoveryRemoved,
		TopicUserDeactivated, TopicUserLocked, TopicUserRemoved:
		return true
	default:
		return false
	}
}

// humanAddedPayload goes with the first event of a person, however the person came.
type humanAddedPayload struct {
	UserName     string    `json:"userName"`
	FirstName    string    `json:"firstName,omitempty"`
	LastName     string    `json:"lastName,omitempty"`
	DisplayName  string    `json:"displayName,omitempty"`
	Email        string    `json:"email,omitempty"`
	Phone        string    `json:"phone,omitempty"`
	PasswordHash *fakeText `json:"encodedHash,omitempty"` // nil for a person without a password
}

func (p *humanAddedPayload) check() error { return notEmpty(p.UserName) }

// machineAddedPayload goes with the first event of a machine.
type machineAddedPayload struct {
	UserName string `json:"userName"`
	Name     string `json:"name,omitempty"`
}

func (p *machineAddedPayload) check() error { return notEmpty(p.UserName) }

// codePayload goes with the code that an invited person has to enter.
type codePayload struct {
	Code   fakeCrypto `json:"code"`
	Expiry int64      `json:"expiry"` // in nanoseconds
}

func (*codePayload) check() error { return nil }

// totpAddedPayload has the seed of an authenticator app.
type totpAddedPayload struct {
	Secret fakeCrypto `json:"otpSecret"`
}

func (*totpAddedPayload) check() error { return nil }

// recoveryAddedPayload has the hashes of recovery codes.
type recoveryAddedPayload struct {
	Codes [2]fakeText `json:"codes"`
}

func (*recoveryAddedPayload) check() error { return nil }

// keyAddedPayload goes with a security key or a passkey whose set-up begins.
type keyAddedPayload struct {
	ID             string   `json:"webAuthNTokenId"`
	Challenge      fakeText `json:"challenge"`
	RelyingPartyID string   `json:"rpID,omitempty"`
}

func (p *keyAddedPayload) check() error { return notEmpty(p.ID) }

// keyVerifiedPayload goes with a security key or a passkey that is ready.
type keyVerifiedPayload struct {
	ID              string   `json:"webAuthNTokenId"`
	KeyID           fakeText `json:"keyId"`
	PublicKey       fakeText `json:"publicKey"`
	AttestationType string   `json:"attestationType"`
	AAGUID          fakeText `json:"aaguid"`
	SignCount       uint32   `json:"signCount"`
	Name            string   `json:"webAuthNTokenName"`
}

func (p *keyVerifiedPayload) check() error { return notEmpty(p.ID) }

// keyRemovedPayload names the security key that is removed.
type keyRemovedPayload struct {
	ID string `json:"webAuthNTokenId"`
}

func (p *keyRemovedPayload) check() error { return notEmpty(p.ID) }

// externalIDPPayload links the person to an account at an identity provider.
type externalIDPPayload struct {
	IDPID          string `json:"idpConfigId,omitempty"`
	ExternalUserID string `json:"userId,omitempty"`
	DisplayName    string `json:"displayName,omitempty"`
}

func (p *externalIDPPayload) check() error { return notEmpty(p.IDPID, p.ExternalUserID) }
