package config

import (
	"fmt"
	"strings"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
)

// Markdown returns the tables of settings for docs/configuration.md.
func Markdown() string {
	var b strings.Builder
	cell := strings.NewReplacer("|", "\\|").Replace
	for i, group := range settings(&Config{Graph: graph.DefaultConfig(), Endpoint: endpoint.DefaultConfig()}, &automatic{}) {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "### %s\n\n| setting | value | default | reloads | what |\n|---|---|---|---|---|\n", group.title)
		for _, s := range group.settings {
			value, fallback, reloads := s.value, s.fallback, ""
			if value == "" {
				value, fallback = "true|false", "false"
			}
			if fallback != "" {
				fallback = "`" + fallback + "`"
			}
			if s.reloads {
				reloads = "yes"
			}
			fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s | %s |\n", s.name, cell(value), cell(fallback), reloads, cell(s.help))
		}
	}
	return b.String()
}
