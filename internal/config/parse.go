package config

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"zitadel-graphql/internal/invalid"
)

// parser is how a setting's text becomes its value.
type parser struct {
	// parse writes the value to where it is used, or returns why it can't be used: by wrong.
	parse func(value string) error
	// schema describes the values for editors of the file: nearly all that it allows can be parsed.
	schema *jsonschema.Schema
}

// wrong is the error of a parser.
func wrong(remedy, format string, arguments ...any) error {
	return invalid.Setting{Problem: fmt.Sprintf(format, arguments...), Remedy: remedy}
}

// text takes anything. In a file it may look like a number, as the ids of ZITADEL do.
func text(target *string) parser {
	return parser{func(value string) error {
		*target = value
		return nil
	}, &jsonschema.Schema{Types: []string{"string", "integer"}}}
}

func list(target *[]string) parser {
	return parser{func(value string) error {
		*target = append(*target, elements(value)...)
		return nil
	}, &jsonschema.Schema{Types: []string{"array", "string"}, Items: &jsonschema.Schema{Type: "string"}}}
}

// elements are those of a list's text, without the blanks around them.
func elements(value string) []string {
	var found []string
	for element := range strings.SplitSeq(value, ",") {
		if element = strings.TrimSpace(element); element != "" {
			found = append(found, element)
		}
	}
	return found
}

// prefixes takes ranges of addresses, such as 10.0.0.0/8, and single addresses.
func prefixes(target *[]netip.Prefix) parser {
	return parser{func(value string) error {
		for _, text := range elements(value) {
			prefix, err := netip.ParsePrefix(text)
			if address, single := netip.ParseAddr(text); single == nil {
				prefix, err = address.Prefix(address.BitLen())
			}
			if err != nil {
				return wrong("write one such as 10.0.0.0/8, or one address", "%q is no range of addresses", text)
			}
			*target = append(*target, prefix.Masked())
		}
		return nil
	}, &jsonschema.Schema{Types: []string{"array", "string"}, Items: &jsonschema.Schema{Type: "string"}}}
}

// choice takes one of a few words. Who writes on in a file may mean true, and tools that rewrite YAML make true of it: so each is
// taken for the other where one of them is allowed.
func choice(target *string, allowed ...string) parser {
	synonyms := map[string]string{"true": "on", "false": "off"}
	return parser{func(value string) error {
		if word, ok := synonyms[strings.ToLower(value)]; ok && !slices.Contains(allowed, value) {
			value = word
		}
		if !slices.Contains(allowed, value) {
			return wrong("write one of them", "%q is none of %s", value, strings.Join(allowed, ", "))
		}
		*target = value
		return nil
	}, &jsonschema.Schema{Enum: words(allowed...)}}
}

// words are the values by which a file can mean one of a few words.
func words(allowed ...string) []any {
	var values []any
	for _, word := range allowed {
		values = append(values, word)
		switch number, err := strconv.Atoi(word); {
		case err == nil:
			values = append(values, number)
		case word == "on" || word == "off":
			values = append(values, word == "on")
		}
	}
	return values
}

func onOff(target *bool) parser {
	var word string
	either := choice(&word, "on", "off")
	return parser{func(value string) error {
		if err := either.parse(value); err != nil {
			return wrong("write one of the two", "%q is neither on nor off", value)
		}
		*target = word == "on"
		return nil
	}, either.schema}
}

// boolean is for switches, which are off unless they are set.
func boolean(target *bool) parser {
	return parser{func(value string) error {
		parsed, err := strconv.ParseBool(value)
		if err != nil && value != "on" && value != "off" {
			return wrong("write one of the two", "%q is neither true nor false", value)
		}
		*target = parsed || value == "on"
		return nil
	}, &jsonschema.Schema{Enum: words("on", "off")}}
}

// version is for the flag that means the same as a subcommand.
func version(target *Subcommand) parser {
	var wanted bool
	either := boolean(&wanted)
	return parser{func(value string) error {
		if err := either.parse(value); err != nil || !wanted {
			return err
		}
		*target = PrintVersion
		return nil
	}, either.schema}
}

// A duration is written as Go has it.
const (
	durationPattern = `^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`
	writeDuration   = "write one such as 10s or 1m30s"
)

func duration(target *time.Duration) parser {
	return parser{func(value string) error {
		parsed, err := time.ParseDuration(value)
		if err != nil || parsed <= 0 {
			return wrong(writeDuration, "%q is no positive duration", value)
		}
		*target = parsed
		return nil
	}, &jsonschema.Schema{Type: "string", Pattern: durationPattern}}
}

// durationOrZero takes 0 too, which switches something off.
func durationOrZero(target *time.Duration) parser {
	return parser{func(value string) error {
		parsed, err := time.ParseDuration(value)
		if err != nil || parsed < 0 {
			return wrong(writeDuration+", or 0", "%q is neither 0 nor a duration", value)
		}
		*target = parsed
		return nil
	}, &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string", Pattern: durationPattern}, {Enum: []any{0, "0"}}}}}
}

// optional is for a setting without a default that the help text shows. without is what leaving the setting out means, as the remedy for
// a wrong value says it: "leave it out for no limit".
func optional(p parser, without string) parser {
	return parser{func(value string) error {
		err := p.parse(value)
		if found, ok := errors.AsType[invalid.Setting](err); ok {
			return wrong(found.Remedy+", or leave it out for "+without, "%s", found.Problem)
		}
		return err
	}, p.schema}
}

func positive(target *int) parser {
	return whole(1, func(parsed int64) { *target = int(parsed) })
}

// nonNegative takes 0 too, which switches something off.
func nonNegative(target *int) parser {
	return whole(0, func(parsed int64) { *target = int(parsed) })
}

func positive64(target *int64) parser {
	return whole(1, func(parsed int64) { *target = parsed })
}

// whole takes what an int holds on every platform.
func whole(least int64, set func(int64)) parser {
	return parser{func(value string) error {
		parsed, err := strconv.ParseInt(value, 10, 32)
		if err != nil || parsed < least {
			return wrong(writeNumber(err, parsed, least), "%q is no whole number from %d to %d", value, least, math.MaxInt32)
		}
		set(parsed)
		return nil
	}, &jsonschema.Schema{Type: "integer", Minimum: new(float64(least)), Maximum: new(float64(math.MaxInt32))}}
}

// writeNumber is the remedy for a text that is no number, and for a number that is too small or too large. err and parsed are strconv's,
// which makes of a number out of range the nearest one within it.
func writeNumber(err error, parsed, least int64) string {
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		return "write digits only"
	case parsed < least:
		return fmt.Sprintf("write %d or more", least)
	default:
		return "write a smaller one"
	}
}

func logLevel(target *slog.Level) parser {
	return parser{func(value string) error {
		if err := target.UnmarshalText([]byte(value)); err != nil {
			return wrong("write one of them", "%q is none of debug, info, warn, error", value)
		}
		return nil
	}, &jsonschema.Schema{Enum: words("debug", "info", "warn", "error")}}
}

func number(n int) string { return strconv.Itoa(n) }
