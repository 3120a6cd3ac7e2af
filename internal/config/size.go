package config

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

// The parser of YAML takes time and memory that grow with the square of what a file has: one of 40 KB that has nothing but brackets
// takes 600 MB, and one of 1 MiB that has nothing but names 20 s. Either would stop a program that reads its settings anew. So the
// words and signs of a file are counted before it is parsed.
const (
	// maxNesting is far more levels than a list of values takes.
	maxNesting = 50
	// maxTokens is far more than all settings take, and has room for thousands of elements of lists. Comments don't count.
	maxTokens = 10_000
)

// beyond finds the first token that begins one level too many, within brackets or by dashes on one line, or that is one too many.
// Levels by indentation need no limit of their own, since a file of MaxFileBytes has no room for many.
func beyond(tokens token.Tokens) (at *token.Token, problem, remedy string) {
	brackets, dashes, line, counted := 0, 0, 0, 0
	for _, at := range tokens {
		if at.Position.Line != line {
			dashes, line = 0, at.Position.Line
		}
		if at.Type != token.CommentType {
			counted++
		}
		switch at.Type { //nolint:exhaustive // no other begins or ends a level
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets--
		case token.SequenceEntryType:
			dashes++
		}
		if brackets > maxNesting || dashes > maxNesting {
			return at, "lists are nested too deeply here", "write each setting on the first level, and lists of values alone"
		}
		if counted > maxTokens {
			return at, fmt.Sprintf("the file goes on after %d words and signs, which is more than all settings take", maxTokens),
				"remove what is no setting; nothing of the file was read"
		}
	}
	return nil, "", ""
}
