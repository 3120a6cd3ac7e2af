package config

import (
	"fmt"
	"strings"
)

// HelpError is Load's error if help was asked for. Text is the help text.
type HelpError struct{ Text string }

var _ error = (*HelpError)(nil)

// Error implements error.
func (e *HelpError) Error() string { return "help was asked for" }

func help(groups []group) string {
	var b strings.Builder
	b.WriteString("zitadel-graphql serves GraphQL for the login settings of a ZITADEL organization.\n\n" +
		usage() + "\n" +
		"Each setting is a flag, an environment variable, and a key of the YAML file that --config names:\n" +
		"--log-level debug, " + variablePrefix + "LOG_LEVEL=debug, log-level: debug. Flags win over variables, and variables over the file.\n" +
		"A name that no setting has is an error in all three, and so is an empty value. Variables that Kubernetes sets for Services are ignored.\n" +
		"Settings marked (reloads) take effect without a restart when the file changes, or at SIGHUP.\n")
	for _, group := range groups {
		fmt.Fprintf(&b, "\n%s\n", group.title)
		for _, s := range group.settings {
			fmt.Fprintf(&b, "  %s\n      %s", strings.TrimSpace("--"+s.name+" "+s.value), s.help)
			if s.fallback != "" {
				fmt.Fprintf(&b, " (default %s)", s.fallback)
			}
			b.WriteString(s.reloadMark() + "\n")
		}
	}
	return b.String()
}
