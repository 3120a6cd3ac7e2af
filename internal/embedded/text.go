package embedded

import (
	"errors"
	"maps"

	"golang.org/x/text/language"
)

// textKey names a text of the catalogue. A key without an entry travels as it is, in every language: some because
// ZITADEL has no text for them either and clients are known to match the key, the others because they are never
// translated (everything that is decided before the caller is let in).
type textKey string

const (
	textFactorMissing      textKey = "Errors.Org.LoginPolicy.MFA.NotExisting"
	textFactorExists       textKey = "Errors.Org.LoginPolicy.MFA.AlreadyExists"
	textFactorInvalid      textKey = "Errors.Org.LoginPolicy.MFA.Unspecified"
	textPolicyMissing      textKey = "Errors.Org.LoginPolicy.NotFound"
	textPolicyExists       textKey = "Errors.Org.LoginPolicy.AlreadyExists"
	textRedirectURIInvalid textKey = "Errors.Org.LoginPolicy.RedirectURIInvalid"
	textIDPMissing         textKey = "Errors.IDPConfig.NotExisting"

	textDefaultFactorMissing      textKey = "Errors.Instance.LoginPolicy.MFA.NotExisting"
	textDefaultNotChanged         textKey = "Errors.Instance.LoginPolicy.NotChanged"
	textDefaultRedirectURIInvalid textKey = "Errors.Instance.LoginPolicy.RedirectURIInvalid"
	textDefaultLinkExists         textKey = "Errors.Instance.LoginPolicy.IDP.AlreadyExists"
	textDefaultLinkMissing        textKey = "Errors.Instance.LoginPolicy.IDP.NotExisting"

	textRestrictionsNone    textKey = "Errors.Restrictions.NoneSpecified"
	textLanguageUnreadable  textKey = "Errors.Language.NotParsed"
	textLanguageTwice       textKey = "Errors.Language.Duplicate"
	textLanguageUnsupported textKey = "Errors.Language.NotSupported"
	textLanguageDefault     textKey = "Errors.Restrictions.DefaultLanguageMustBeAllowed"

	textDefaultFactorExists textKey = "Errors.Instance.MFA.AlreadyExists"
	textLinkExists          textKey = "Errors.Org.LoginPolicy.IDP.AlreadyExists"
	textLinkMissing         textKey = "Errors.Org.LoginPolicy.IDP.NotExisting"

	textPolicyNotChanged textKey = "Errors.Org.LoginPolicy.NotChanged"
	textTokenInvalid     textKey = "Errors.Token.Invalid"

	// The console is known to compare this one, with its id, and to look for the beginning of the next.
	textMFARequired       textKey = "mfa required"
	textOrgMissing        textKey = "Organisation doesn't exist"
	textAuthMalformed     textKey = "authorization must be: Bearer, one blank, the token"
	textMembershipMissing textKey = "the caller is no member here"
	textPermissionMissing textKey = "none of the caller's roles allows this"
	textPanic             textKey = "the embedded backend panicked, its log says where"
)

// catalogue holds the texts in the languages that this server speaks. The first language is the instance's default. It
// is read-only once made.
type catalogue struct {
	languages []language.Tag
	matcher   language.Matcher
	texts     map[textKey][]string // in the order of languages
}

func newCatalogue() *catalogue {
	languages := []language.Tag{language.English, language.German}
	texts := historyTexts()
	maps.Copy(texts, orgTexts())
	maps.Copy(texts, instanceTexts())
	return &catalogue{languages: languages, matcher: language.NewMatcher(languages), texts: texts}
}

// orgTexts are those of an organization's refusals.
func orgTexts() map[textKey][]string {
	return map[textKey][]string{
		textFactorMissing: {
			"The organization has no such factor of its own.",
			"Die Organisation hat diesen Faktor nicht selbst eingerichtet.",
		},
		textFactorExists: {
			"The organization already has this factor.",
			"Die Organisation hat diesen Faktor schon.",
		},
		textFactorInvalid: {
			"This is no factor that a policy can have.",
			"Das ist kein Faktor, den eine Richtlinie haben kann.",
		},
		textPolicyMissing: {
			"The organization has no login policy of its own.",
			"Die Organisation hat keine eigene Anmelderichtlinie.",
		},
		textPolicyExists: {
			"The organization already has its own login policy.",
			"Die Organisation hat schon eine eigene Anmelderichtlinie.",
		},
		textRedirectURIInvalid: {
			"The default redirect URI is not one that a browser could be sent to.",
			"An die Standard-Weiterleitungs-URI ließe sich kein Browser schicken.",
		},
		textIDPMissing: {
			"There is no identity provider with this id.",
			"Einen Identitätsanbieter mit dieser Id gibt es nicht.",
		},
	}
}

// instanceTexts are those of the instance's refusals.
func instanceTexts() map[textKey][]string {
	return map[textKey][]string{
		textDefaultFactorMissing: {
			"The default login policy has no such factor.",
			"Die Standard-Anmelderichtlinie hat diesen Faktor nicht.",
		},
		textDefaultNotChanged: {
			"The default login policy is like this already.",
			"Die Standard-Anmelderichtlinie ist schon so.",
		},
		textDefaultRedirectURIInvalid: {
			"No browser could be sent to this as the default redirect URI.",
			"Als Standard-Weiterleitungs-URI ist das keinem Browser zuzumuten.",
		},
		textDefaultLinkExists: {
			"The default login policy links this provider already.",
			"Die Standard-Anmelderichtlinie verknüpft diesen Anbieter schon.",
		},
		textDefaultLinkMissing: {
			"The default login policy doesn't link this provider.",
			"Die Standard-Anmelderichtlinie verknüpft diesen Anbieter nicht.",
		},
		textRestrictionsNone: {
			"At least one restriction has to be given.",
			"Mindestens eine Einschränkung muss angegeben sein.",
		},
		textLanguageUnreadable: {
			"This is no language tag.",
			"Das ist kein Sprachkürzel.",
		},
		textLanguageTwice: {
			"A language is listed more than once.",
			"Eine Sprache ist mehrfach aufgeführt.",
		},
		textLanguageUnsupported: {
			"A language is not among those that pages come in.",
			"Eine Sprache gehört nicht zu denen, in denen es Seiten gibt.",
		},
		textLanguageDefault: {
			"The instance's default language has to stay allowed.",
			"Die Standardsprache der Instanz muss erlaubt bleiben.",
		},
	}
}

// text gives the key's text in the language that suits the preferences best. A preference is a language tag or an
// Accept-Language value with weights; an earlier one beats a later one, and one that is empty, unreadable, "und" or
// not spoken here is passed over.
func (c *catalogue) text(key textKey, preferences ...string) string {
	texts, ok := c.texts[key]
	if !ok {
		return string(key)
	}
	_, spoken := language.MatchStrings(c.matcher, preferences...)
	return texts[spoken]
}

// translated gives err with its text in place of the key, if it is a refusal; any other error as it is.
func (c *catalogue) translated(err error, preferences ...string) error {
	r, ok := errors.AsType[*refusal](err)
	if !ok {
		return err
	}
	return refuse(r.code, r.id, textKey(c.text(r.text, preferences...)))
}
