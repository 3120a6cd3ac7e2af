package graph

import "strings"

// SDL is the schema that is served, as its authors wrote it: the descriptions are in it, and so is the order.
func SDL() string {
	var text strings.Builder
	for _, source := range sources {
		text.WriteString(source.Input)
	}
	return text.String()
}
