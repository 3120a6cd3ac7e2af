package config

import "github.com/goccy/go-yaml/token"

// maxNesting is far more levels than a list of values takes. The parser's memory grows with the square of the levels: a file of
// 40 KB that has nothing but brackets takes 600 MB of it, and would end a program that reads its settings anew.
const maxNesting = 50

// tooDeep finds the first token that begins one level too many, within brackets or by dashes on one line. Levels by indentation
// need no limit of their own, since a file of MaxFileBytes has no room for many.
func tooDeep(tokens token.Tokens) (*token.Token, bool) {
	brackets, dashes, line := 0, 0, 0
	for _, at := range tokens {
		if at.Position.Line != line {
			dashes, line = 0, at.Position.Line
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
			return at, true
		}
	}
	return nil, false
}
