package resolver_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// valueParser reads what layOut writes. text is what is left.
type valueParser struct{ text string }

func parseValue(text string) (any, error) {
	p := valueParser{text}
	value, err := p.value()
	if err == nil && p.text != "" {
		err = fmt.Errorf("there is more after the value: %.40q", p.text)
	}
	return value, err
}

// parseValueLine reads a value that ends with its line.
func parseValueLine(text string) (value any, rest string, err error) {
	p := valueParser{text}
	if value, err = p.value(); err != nil {
		return nil, "", err
	}
	rest, isEnd := strings.CutPrefix(p.text, "\n")
	if !isEnd {
		return nil, "", fmt.Errorf("there is more after the value: %.40q", p.text)
	}
	return value, rest, nil
}

func (p *valueParser) value() (any, error) {
	p.skipSpace()
	switch {
	case p.takes("{"):
		return p.object()
	case p.takes("["):
		return p.list()
	case strings.HasPrefix(p.text, `"`):
		return p.quoted()
	}
	return p.word()
}

func (p *valueParser) skipSpace() { p.text = strings.TrimLeft(p.text, " \n") }

// takes goes past a token where it comes next.
func (p *valueParser) takes(token string) bool {
	rest, found := strings.CutPrefix(p.text, token)
	p.text = rest
	return found
}

func (p *valueParser) object() (any, error) {
	found := object{}
	err := p.each("}", func() error {
		name, err := p.name()
		if err != nil {
			return err
		}
		value, err := p.value()
		found = append(found, member{name, value})
		return err
	})
	return found, err
}

func (p *valueParser) list() (any, error) {
	found := []any{}
	err := p.each("]", func() error {
		value, err := p.value()
		found = append(found, value)
		return err
	})
	return found, err
}

// each parses elements with commas between them until the closing bracket.
func (p *valueParser) each(closing string, element func() error) error {
	p.skipSpace()
	if p.takes(closing) {
		return nil
	}
	for {
		if err := element(); err != nil {
			return err
		}
		p.skipSpace()
		switch {
		case p.takes(closing):
			return nil
		case !p.takes(","):
			return fmt.Errorf("neither a comma nor %s: %.40q", closing, p.text)
		}
	}
}

// name reads a member's name and the colon behind it.
func (p *valueParser) name() (string, error) {
	p.skipSpace()
	name := nameStart.FindString(p.text)
	p.text = p.text[len(name):]
	if name == "" {
		quoted, err := p.quoted()
		if err != nil {
			return "", err
		}
		name = quoted.(string)
	}
	if !p.takes(":") {
		return "", fmt.Errorf("no colon after the name %s: %.40q", name, p.text)
	}
	return name, nil
}

func (p *valueParser) quoted() (any, error) {
	decoder := json.NewDecoder(strings.NewReader(p.text))
	var text string
	if err := decoder.Decode(&text); err != nil {
		return nil, fmt.Errorf("a string: %w", err)
	}
	p.text = p.text[decoder.InputOffset():]
	return text, nil
}

// word reads what needs no quotes.
func (p *valueParser) word() (any, error) {
	word := bareStart.FindString(p.text)
	p.text = p.text[len(word):]
	switch {
	case isWord.MatchString(word):
		return word, nil
	case word == "":
		return nil, fmt.Errorf("no value: %.40q", p.text)
	}
	return parseJSON(word)
}

var (
	nameStart = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*`)
	bareStart = regexp.MustCompile(`^[^\s,{}\[\]"]+`)
)
