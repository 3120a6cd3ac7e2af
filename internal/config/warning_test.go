package config

import (
	"slices"
	"testing"
)

// TestWarnings ensures that settings which can't give a person a working GraphiQL start the program all the same, with a
// warning that names the flag to set, and that no others are warned about.
func TestWarnings(t *testing.T) {
	production := []string{"--backend", "https://zitadel.example.com"}
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"as it comes":                      {nil, nil},
		"in production":                    {production, nil},
		"both on":                          {append(production, "--graphiql", "on", "--introspection", "on"), nil},
		"no introspection by default":      {append(production, "--graphiql", "on"), []string{"--introspection on"}},
		"no introspection, embedded":       {[]string{"--introspection", "off"}, []string{"--introspection on"}},
		"neither":                          {[]string{"--introspection", "off", "--graphiql", "off"}, nil},
		"trusted documents only":           {withTrusted("require"), []string{"--trusted-documents-mode report"}},
		"trusted documents only, and none": {append(withTrusted("require"), "--introspection=off"), []string{"--trusted-documents-mode report", "--introspection on"}},
		"trusted documents reported":       {withTrusted("report"), nil},
		"trusted documents, no page":       {append(withTrusted("require"), "--graphiql", "off"), nil},
	} {
		cfg, err := Load(c.args, nil)
		if err != nil {
			t.Errorf("%s is refused: %v", name, err)
			continue
		}
		var got []string
		for _, warning := range cfg.Warnings() {
			got = append(got, warning.Set)
			if warning.Message == "" || warning.Notice == "" {
				t.Errorf("%s: %+v doesn't say what is wrong", name, warning)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: told to set %q, want %q", name, got, c.want)
		}
	}
}

func withTrusted(mode string) []string {
	return []string{"--trusted-documents", "manifest.json", "--trusted-documents-mode", mode}
}
