package embedded

import (
	"errors"
	"maps"

	"golang.org/x/text/language"

	"zitadel-graphql/internal/embedded/domain"
)

// What is refused before the caller is let in is never translated, so these stand for themselves.
const (
	textTokenInvalid domain.TextKey = "Errors.Token.Invalid"

	// ZITADEL's console compares this text, together with its id, and looks for the beginning of the next.
	textMFARequired       domain.TextKey = "mfa required"
	textOrgMissing        domain.TextKey = "Organisation doesn't exist"
	textAuthMalformed     domain.TextKey = "authorization must be: Bearer, one blank, the token"
	textMembershipMissing domain.TextKey = "the caller is no member here"
	textPermissionMissing domain.TextKey = "none of the caller's roles allows this"
	textPanic             domain.TextKey = "the embedded backend panicked, its log says where"
)

// catalogue has the texts in the languages of this server. The first language is the instance's default. It isn't changed once
// it is made. The texts are ours: ZITADEL's are under another licence, and clients must not depend on them.
type catalogue struct {
	languages []language.Tag
	matcher   language.Matcher
	texts     map[domain.TextKey][]string // each in the order of languages
}

func newCatalogue() *catalogue {
	languages := []language.Tag{language.English, language.German}
	texts := historyTexts()
	maps.Copy(texts, orgTexts())
	maps.Copy(texts, instanceTexts())
	maps.Copy(texts, userTexts())
	return &catalogue{languages: languages, matcher: language.NewMatcher(languages), texts: texts}
}

// orgTexts has the texts of what an organization's writes are refused with.
func orgTexts() map[domain.TextKey][]string {
	return map[domain.TextKey][]string{
		domain.TextFactorMissing: {
			"The organization has no such factor of its own.",
			"Die Organisation hat diesen Faktor nicht selbst eingerichtet.",
		},
		domain.TextFactorExists: {
			"The organization already has this factor.",
			"Die Organisation hat diesen Faktor schon.",
		},
		domain.TextFactorInvalid: {
			"This is no factor that a policy can have.",
			"Das ist kein Faktor, den eine Richtlinie haben kann.",
		},
		domain.TextPolicyMissing: {
			"The organization has no login policy of its own.",
			"Die Organisation hat keine eigene Anmelderichtlinie.",
		},
		domain.TextPolicyExists: {
			"The organization already has its own login policy.",
			"Die Organisation hat schon eine eigene Anmelderichtlinie.",
		},
		domain.TextRedirectURIInvalid: {
			"The default redirect URI is not one that a browser could be sent to.",
			"An die Standard-Weiterleitungs-URI ließe sich kein Browser schicken.",
		},
		domain.TextIDPMissing: {
			"There is no identity provider with this id.",
			"Einen Identitätsanbieter mit dieser Id gibt es nicht.",
		},
	}
}

// instanceTexts has the texts of what the instance's writes are refused with.
func instanceTexts() map[domain.TextKey][]string {
	return map[domain.TextKey][]string{
		domain.TextDefaultFactorMissing: {
			"The default login policy has no such factor.",
			"Die Standard-Anmelderichtlinie hat diesen Faktor nicht.",
		},
		domain.TextDefaultNotChanged: {
			"The default login policy is like this already.",
			"Die Standard-Anmelderichtlinie ist schon so.",
		},
		domain.TextDefaultRedirectURIInvalid: {
			"No browser could be sent to this as the default redirect URI.",
			"Als Standard-Weiterleitungs-URI ist das keinem Browser zuzumuten.",
		},
		domain.TextDefaultLinkExists: {
			"The default login policy links this provider already.",
			"Die Standard-Anmelderichtlinie verknüpft diesen Anbieter schon.",
		},
		domain.TextDefaultLinkMissing: {
			"The default login policy doesn't link this provider.",
			"Die Standard-Anmelderichtlinie verknüpft diesen Anbieter nicht.",
		},
		domain.TextRestrictionsNone: {
			"At least one restriction has to be given.",
			"Mindestens eine Einschränkung muss angegeben sein.",
		},
		domain.TextLanguageUnreadable: {
			"This is no language tag.",
			"Das ist kein Sprachkürzel.",
		},
		domain.TextLanguageTwice: {
			"A language is listed more than once.",
			"Eine Sprache ist mehrfach aufgeführt.",
		},
		domain.TextLanguageUnsupported: {
			"A language is not among those that pages come in.",
			"Eine Sprache gehört nicht zu denen, in denen es Seiten gibt.",
		},
		domain.TextLanguageDefault: {
			"The instance's default language has to stay allowed.",
			"Die Standardsprache der Instanz muss erlaubt bleiben.",
		},
	}
}

// text gives the key's text in the language that suits the preferences best.
func (c *catalogue) text(key domain.TextKey, preferences ...string) string {
	return c.textIn(key, c.language(preferences...))
}

// language gives the number of the language that suits the preferences best. A preference is a language tag or an
// Accept-Language value with weights. An earlier one beats a later one, and one that is empty, unreadable, "und" or not in the
// catalogue is passed over.
func (c *catalogue) language(preferences ...string) int {
	_, index := language.MatchStrings(c.matcher, preferences...)
	return index
}

// textIn gives the key's text in a language by its number, or the key itself where it has no text.
func (c *catalogue) textIn(key domain.TextKey, language int) string {
	texts, ok := c.texts[key]
	if !ok {
		return string(key)
	}
	return texts[language]
}

// translated gives the status of a refusal with its text, and any other error as it is.
func (c *catalogue) translated(err error, preferences ...string) error {
	r, ok := errors.AsType[*domain.RefusedError](err)
	if !ok {
		return err
	}
	return refusalStatus(r, c.text(r.Text, preferences...))
}
