package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// YAML returns the configuration as a file from which Load reads the same values, with a comment on where each came from. Defaults are
// comments: written as values they could be refused, since Load refuses some explicit values that contradict others, but no defaults.
// What may be a secret is left out.
func (c Config) YAML() string {
	var b strings.Builder
	b.WriteString("# The effective settings of zitadel-graphql. Those behind a # are defaults, or can't be set in a file.\n" +
		"# A running program takes another value of a setting marked (reloads) when the file changes, or at SIGHUP.\n")
	b.WriteString(versionKey + ": " + fileVersion + "\n")
	i := 0
	for _, group := range settings(&Config{}, &automatic{}) {
		fmt.Fprintf(&b, "\n# %s\n\n", group.title)
		for _, s := range group.settings {
			b.WriteString(c.line(s, c.values[i]))
			i++
		}
	}
	if len(c.others) > 0 {
		b.WriteString("\n# Other environment variables with an effect\n\n")
	}
	for _, name := range slices.Sorted(maps.Keys(c.others)) {
		fmt.Fprintf(&b, "# %s=%s\n", name, oneLine(c.others[name]))
	}
	return b.String()
}

// line is the setting as it stands in the file: of a list, with a line more for each element.
func (c Config) line(s setting, value Value) string {
	text, note := yamlValue(s, value.Shown()), "from "+value.Source.String()
	switch {
	case s.isFlagOnly():
		return ""
	case value.Source.Kind == Default && value.Text == "":
		return "# " + s.name + ": not set" + s.reloadMark() + "\n"
	case value.Source.Kind == Default:
		note = "default"
	case value.Shown() != value.Text:
		note += ", a part that may be secret left out"
	}
	if meaning := c.meaning(value); meaning != "" {
		note += ", here " + meaning
	}
	note += s.reloadMark()
	hidden := ""
	if value.Source.Kind == Default || s.isOutsideFile() {
		hidden = "# "
	}
	if s.isList() {
		return hidden + s.name + ": # " + note + strings.ReplaceAll(text, "\n", "\n"+hidden) + "\n"
	}
	return hidden + s.name + ": " + text + " # " + note + "\n"
}

// meaning is what auto stands for.
func (c Config) meaning(value Value) string {
	on := map[string]bool{"graphiql": c.GraphiQL, "introspection": c.Endpoint.Introspection}
	switch effect, automatic := on[value.Setting]; {
	case !automatic || value.Text != "auto":
		return ""
	case effect:
		return "on"
	default:
		return "off"
	}
}

func yamlValue(s setting, text string) string {
	if !s.isList() {
		return yamlScalar(text)
	}
	var b strings.Builder
	for _, element := range elements(text) {
		b.WriteString("\n  - " + yamlScalar(element))
	}
	return b.String()
}

// plainScalar matches what every reader of YAML takes for this very text, but for numbers and words with a meaning, which this
// program reads as they are written.
var plainScalar = regexp.MustCompile(`^[A-Za-z0-9/][A-Za-z0-9_./-]*(:[A-Za-z0-9_./-]+)*$`).MatchString

func yamlScalar(text string) string {
	if plainScalar(text) && !strings.EqualFold(text, "null") {
		return text
	}
	return strconv.Quote(text) // Go's escapes are YAML's
}

func oneLine(text string) string {
	quoted := strconv.Quote(text)
	if quoted == `"`+text+`"` {
		return text
	}
	return quoted
}

// otherVariables are the variables of others that have an effect on this program: OpenTelemetry's, and those that name proxies. What
// may be a secret is left out.
func otherVariables(environ []string) map[string]string {
	found := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		switch {
		case !isOtherVariable(name):
		case maybeSecret(name):
			found[name] = "***"
		default:
			found[name] = withoutSecrets(value)
		}
	}
	return found
}

var (
	isOtherVariable = regexp.MustCompile(`^(OTEL_.+|HTTPS?_PROXY|NO_PROXY|https?_proxy|no_proxy)$`).MatchString
	maybeSecret     = regexp.MustCompile(`HEADERS|TOKEN|PASSWORD|SECRET|API_?KEY`).MatchString
)
