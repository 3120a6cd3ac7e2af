package config

import (
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A parser writes a setting's value to where it is used, or returns why it can't be used.
type parser = func(value string) error

func text(target *string) parser {
	return func(value string) error {
		*target = value
		return nil
	}
}

func list(target *[]string) parser {
	return func(value string) error {
		for element := range strings.SplitSeq(value, ",") {
			if element = strings.TrimSpace(element); element != "" {
				*target = append(*target, element)
			}
		}
		return nil
	}
}

// prefixes takes ranges of addresses, such as 10.0.0.0/8, and single addresses.
func prefixes(target *[]netip.Prefix) parser {
	return func(value string) error {
		var texts []string
		if err := list(&texts)(value); err != nil {
			return err
		}
		for _, text := range texts {
			prefix, err := netip.ParsePrefix(text)
			if address, single := netip.ParseAddr(text); single == nil {
				prefix, err = address.Prefix(address.BitLen())
			}
			if err != nil {
				return fmt.Errorf("%q is no range such as 10.0.0.0/8", text)
			}
			*target = append(*target, prefix.Masked())
		}
		return nil
	}
}

func choice(target *string, allowed ...string) parser {
	return func(value string) error {
		if !slices.Contains(allowed, value) {
			return fmt.Errorf("%q is none of %s", value, strings.Join(allowed, ", "))
		}
		*target = value
		return nil
	}
}

func onOff(target *bool) parser {
	return func(value string) error {
		if value != "on" && value != "off" {
			return fmt.Errorf("%q is neither on nor off", value)
		}
		*target = value == "on"
		return nil
	}
}

func boolean(target *bool) parser {
	return func(value string) error {
		parsed, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", value)
		}
		*target = parsed
		return nil
	}
}

// version is for the flag that means the same as a subcommand.
func version(target *Subcommand) parser {
	return func(value string) error {
		var wanted bool
		if err := boolean(&wanted)(value); err != nil || !wanted {
			return err
		}
		*target = PrintVersion
		return nil
	}
}

func duration(target *time.Duration) parser {
	return func(value string) error {
		parsed, err := time.ParseDuration(value)
		if err != nil || parsed <= 0 {
			return fmt.Errorf("%q is no positive duration such as 10s or 1m30s", value)
		}
		*target = parsed
		return nil
	}
}

// durationOrZero takes 0 too, which switches something off.
func durationOrZero(target *time.Duration) parser {
	return func(value string) error {
		parsed, err := time.ParseDuration(value)
		if err != nil || parsed < 0 {
			return fmt.Errorf("%q is neither 0 nor a duration such as 10s or 1m30s", value)
		}
		*target = parsed
		return nil
	}
}

func positive(target *int) parser {
	return func(value string) error {
		var wide int64
		if err := positive64(&wide)(value); err != nil {
			return err
		}
		*target = int(wide)
		return nil
	}
}

// nonNegative takes 0 too, which switches something off.
func nonNegative(target *int) parser {
	return func(value string) error {
		parsed, err := strconv.ParseInt(value, 10, 32)
		if err != nil || parsed < 0 {
			return fmt.Errorf("%q is no whole number from 0 to 2147483647", value)
		}
		*target = int(parsed)
		return nil
	}
}

// positive64 takes what an int holds on every platform.
func positive64(target *int64) parser {
	return func(value string) error {
		parsed, err := strconv.ParseInt(value, 10, 32)
		if err != nil || parsed <= 0 {
			return fmt.Errorf("%q is no whole number from 1 to 2147483647", value)
		}
		*target = parsed
		return nil
	}
}

func logLevel(target *slog.Level) parser {
	return func(value string) error {
		if err := target.UnmarshalText([]byte(value)); err != nil {
			return fmt.Errorf("%q is none of debug, info, warn, error", value)
		}
		return nil
	}
}

func number(n int) string { return strconv.Itoa(n) }
