package embedded

import (
	"fmt"
	"io"
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
	fmt.Fprintf(w, "\n  data: %s\n\n", data)
}
