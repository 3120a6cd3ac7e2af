package embedded

import (
	"errors"
	"testing"

	"zitadel-graphql/internal/embedded/domain"
)

// The profile beats accept-language, weights count, and a language that isn't spoken is passed over.
func TestLanguageChoice(t *testing.T) {
	c := newCatalogue()
	english, german := c.texts[domain.TextFactorMissing][0], c.texts[domain.TextFactorMissing][1]
	tests := []struct {
		name        string
		preferences []string
		want        string
	}{
		{"none", nil, english},
		{"empty", []string{""}, english},
		{"German", []string{"de"}, german},
		{"Swiss German", []string{"de-CH"}, german},
		{"weights", []string{"en;q=0.4, de;q=0.9"}, german},
		{"weights the other way", []string{"de;q=0.4, en;q=0.9"}, english},
		{"not spoken, then German", []string{"ja, de;q=0.1"}, german},
		{"no such language, then German", []string{"xx, de;q=0.1"}, english}, // one unreadable tag spoils the header
		{"unspoken profile, then German", []string{"ja", "de"}, german},
		{"not spoken", []string{"ja"}, english},
		{"nonsense", []string{"%%%"}, english},
		{"anything", []string{"*"}, english},
		{"profile first", []string{"en", "de"}, english},
		{"profile German", []string{"de", "en"}, german},
	}
	for _, test := range tests {
		if got := c.text(domain.TextFactorMissing, test.preferences...); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// Every text is there in every language, and differs, or a caller would read a wrong one.
func TestCatalogueIsComplete(t *testing.T) {
	c := newCatalogue()
	for key, texts := range c.texts {
		if len(texts) != len(c.languages) {
			t.Errorf("%s: %d texts for %d languages", key, len(texts), len(c.languages))
			continue
		}
		if texts[0] == "" || texts[1] == "" || texts[0] == texts[1] {
			t.Errorf("%s: %q", key, texts)
		}
	}
}

// These have no text in any language, on the real server either, and clients are known to match on them.
func TestRawKeys(t *testing.T) {
	c := newCatalogue()
	for _, key := range []domain.TextKey{"Errors.Org.LoginPolicy.NotChanged", "Errors.Token.Invalid"} {
		for _, preference := range []string{"", "de", "en"} {
			if got := c.text(key, preference); got != string(key) {
				t.Errorf("%s in %q: got %q", key, preference, got)
			}
		}
	}
	if plain := errors.New("plain"); c.translated(plain, "de") != plain { //nolint:errorlint // it must be this very error
		t.Error("an error that has no text was changed")
	}
}
