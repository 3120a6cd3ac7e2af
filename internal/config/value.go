package config

import (
	"fmt"
	"net/url"
	"strings"
)

// Value is a setting's effective value, as text.
type Value struct {
	// Setting is the name of its flag, without dashes in front.
	Setting string
	// Text is the value as it was written, a list's elements joined by commas. It is empty for a setting that has no value.
	Text string
	// Source is where the value came from.
	Source Source
	// Reloads tells whether a running program takes another value (Config.Reload).
	Reloads bool
}

// Kind is a kind of source.
type Kind string

// The sources of settings, each of which wins over those below it.
const (
	Flag     Kind = "flag"
	Variable Kind = "variable"
	File     Kind = "file"
	Default  Kind = "default"
)

// Source is where a setting's value came from.
type Source struct {
	Kind Kind
	// Name is the flag with its dashes, the name of the variable, or the path of the file. It is empty for Default.
	Name string
	// Line and Column are the value's place in a File, from 1.
	Line, Column int
}

// String returns --listen, ZITADEL_GRAPHQL_LISTEN, file.yaml:3:9 or default.
func (s Source) String() string {
	switch s.Kind {
	case Flag, Variable:
		return s.Name
	case File:
		return fmt.Sprintf("%s:%d:%d", s.Name, s.Line, s.Column)
	default:
		return string(Default)
	}
}

// Shown is the value as it may be shown to anybody: without what a URL has besides its scheme, host and path, which may be a
// password or a token, and has no place in any setting.
func (v Value) Shown() string { return withoutSecrets(v.Text) }

func withoutSecrets(text string) string {
	elements := strings.Split(text, ",")
	for i, element := range elements {
		elements[i] = withoutSecret(element)
	}
	return strings.Join(elements, ",")
}

func withoutSecret(text string) string {
	const hidden = "***"
	scheme, rest, isURL := strings.Cut(text, "://")
	u, err := url.Parse(text)
	switch {
	case !isURL && strings.Contains(text, "@"):
		return hidden
	case !isURL || !strings.ContainsAny(rest, "@?#"):
		return text
	case err != nil || u.Opaque != "":
		return scheme + "://" + hidden
	case u.User != nil:
		return scheme + "://" + hidden + "@" + u.Host
	default:
		return scheme + "://" + u.Host + u.EscapedPath() + hidden
	}
}

// ProblemWith is a problem of a setting that Load couldn't know of, such as of the file that it names.
func (c Config) ProblemWith(setting, problem, remedy string) Problem {
	return located(setting, problem, remedy, c.values)
}

// Change is a setting that has another value than before.
type Change struct {
	// Was is the value of the running program, and Is that of the newly read configuration.
	Was, Is Value
}

// InEffect reports whether Is is in effect. Else it takes a restart, and Was stays in effect.
func (c Change) InEffect() bool { return c.Is.Reloads && !c.isOfTLS() }

// isOfTLS reports a listener that would begin or end to speak TLS. It can only exchange one certificate for another.
func (c Change) isOfTLS() bool {
	return (c.Is.Setting == "tls-cert" || c.Is.Setting == "tls-key") && (c.Was.Text == "" || c.Is.Text == "")
}

// Reload reads the settings again, as Load does with the same arguments, and returns the configuration that a running program
// with the configuration c goes on with: with the new values of the settings that can be reloaded, and with c's of the others.
// The changes name both kinds. With an error, which is of Load's kinds, c remains in force.
func (c Config) Reload(args, environ []string) (Config, []Change, error) {
	read, err := Load(args, environ)
	if err != nil {
		return Config{}, nil, err
	}
	var changes []Change
	values := read.Values()
	for i, was := range c.values {
		if values[i].Text == was.Text {
			continue
		}
		change := Change{Was: was, Is: values[i]}
		changes = append(changes, change)
		if !change.InEffect() {
			values[i] = was
		}
	}
	next, err := c.withValues(values)
	return next, changes, err
}
