package embedded

import (
	"fmt"
	"io"
	"strings"
)

// Announce says what a Server is not, and how to get in. It is meant for the screen of whoever started it, and not for
// a log: it prints the development tokens.
func Announce(w io.Writer, cfg Config) {
	data := cfg.File
	if data == "" {
		data = "in memory, gone when the program ends"
	}
	fmt.Fprintf(w, "FOR DEVELOPMENT ONLY: the embedded backend stands in for ZITADEL. Everybody knows its tokens.\n\n")
	for _, token := range DevelopmentTokens() {
		fmt.Fprintf(w, "  %-20s %s\n", token.Token, token.Description)
	}
	fmt.Fprintf(w, "\n  data: %s\n%s\n", data, oddities(cfg))
}

// oddities has a line for each switch that makes the server worse than it has to be, so that nobody looks for the fault
// in a client.
func oddities(cfg Config) string {
	var lines strings.Builder
	if cfg.Lag > 0 {
		fmt.Fprintf(&lines, "  reads that may be late are late by %v\n", cfg.Lag)
	}
	if cfg.Races {
		lines.WriteString("  writes at the same time race\n")
	}
	if cfg.Lag > 0 && cfg.Races {
		fmt.Fprintf(&lines, "  two creations at once hold up all reads of policies for %v\n", stallLags*cfg.Lag)
	}
	if cfg.Skip > 0 {
		fmt.Fprintf(&lines, "  of the changes of policies, reads never show one in %d\n", cfg.Skip)
	}
	return lines.String()
}
