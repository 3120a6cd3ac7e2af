package embedded

import (
	"fmt"
	"io"
	"strings"

	"zitadel-graphql/internal/embedded/eventstore"
)

// PrintBanner tells whoever started the program that the Server is for development only, and with which tokens to call it. It
// belongs on a screen and not in a log, because of the tokens.
func PrintBanner(w io.Writer, cfg Config) {
	data := cfg.File
	if data == "" {
		data = "in memory, gone when the program ends"
	}
	fmt.Fprintf(w, "FOR DEVELOPMENT ONLY: the embedded backend stands in for ZITADEL. Everybody knows its tokens.\n\n")
	for _, token := range DevelopmentTokens() {
		fmt.Fprintf(w, "  %-20s %s\n", token.Token, token.Description)
	}
	fmt.Fprintf(w, "\n  data: %s\n%s\n", data, inconveniences(cfg))
}

// inconveniences has a line for each setting that makes the server worse than it has to be, so that nobody looks for the fault in
// a client.
func inconveniences(cfg Config) string {
	var lines strings.Builder
	if cfg.Lag > 0 {
		fmt.Fprintf(&lines, "  reads that may be late are late by %v\n", cfg.Lag)
	}
	if cfg.Races {
		lines.WriteString("  writes at the same time race\n")
	}
	if cfg.Lag > 0 && cfg.Races {
		fmt.Fprintf(&lines, "  two creations at once hold up all reads of policies for %v\n", eventstore.StallLags*cfg.Lag)
	}
	if cfg.Skip > 0 {
		fmt.Fprintf(&lines, "  of the changes of policies, reads never show one in %d\n", cfg.Skip)
	}
	return lines.String()
}
