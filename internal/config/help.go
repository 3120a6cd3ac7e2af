package config

import (
	"fmt"
	"strings"
)

// HelpError is Load's error where help was asked for.
type HelpError struct{ Text string }

var _ error = (*HelpError)(nil)

// Error implements error.
func (e *HelpError) Error() string { return "help was asked for" }

func help(groups []group) string {
	var b strings.Builder
	b.WriteString("zitadel-graphql serves GraphQL for the login settings of a ZITADEL organization.\n\n" +
		usage() + "\n" +
		"Every flag but --version can be set by an environment variable too: --log-level by " + variablePrefix + "LOG_LEVEL.\n" +
		"A variable of that prefix that no setting has is an error, and so is an empty value; Kubernetes' service links are ignored.\n" +
		"In the file that --config names, the settings have the names of their flags: log-level: debug. It begins with version: 1.\n" +
		"A running program takes another value of a setting marked (reloads) when the file changes, or at SIGHUP.\n")
	for _, group := range groups {
		fmt.Fprintf(&b, "\n%s\n", group.title)
		for _, s := range group.settings {
			fmt.Fprintf(&b, "  %s\n      %s", strings.TrimSpace("--"+s.name+" "+s.value), s.help)
			if s.fallback != "" {
				fmt.Fprintf(&b, " (default %s)", s.fallback)
			}
			if s.reloads {
				b.WriteString(" (reloads)")
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}
