package config

import (
	"fmt"
	"slices"
	"strings"
)

// Subcommand is a word on the command line that makes the program do something else than serve. It may stand before, after
// or between the flags.
type Subcommand string

// The subcommands.
const (
	// Serve is the absence of one: the program serves.
	Serve Subcommand = ""
	// PrintSchema prints the schema that would be served with these settings.
	PrintSchema Subcommand = "schema"
	// PrintLicenses prints the licences of the program and of what is built into it.
	PrintLicenses Subcommand = "licenses"
	// PrintVersion prints the version. The flag --version means the same.
	PrintVersion Subcommand = "version"

	// CheckReady asks a server with the same settings on this machine whether it is ready.
	CheckReady Subcommand = "ready"

	// CheckConfig reports everything that is wrong with the settings and the files that they name.
	CheckConfig Subcommand = "config check"
	// PrintConfig prints the effective settings as a file, and where each came from.
	PrintConfig Subcommand = "config print"
	// PrintConfigSchema prints a JSON Schema of the file.
	PrintConfigSchema Subcommand = "config schema"

	// printHelp doesn't leave this package: Load makes a HelpError of it, as of --help.
	printHelp Subcommand = "help"
)

// help is the subcommand's line in the help text, and empty for a word that is no subcommand.
func (s Subcommand) help() string {
	switch s {
	case Serve:
		return "serve"
	case PrintSchema:
		return "print the schema that is served; with --federation, the subgraph's"
	case PrintLicenses:
		return "print the licences of the program and of what is built into it"
	case PrintVersion:
		return "print the version, the commit, and the version of Go"
	case CheckReady:
		return "ask the server on this machine, which has the same settings, whether it is ready; for health checks of containers"
	case CheckConfig:
		return "check all settings and the files that they name; list everything that is wrong"
	case PrintConfig:
		return "print the effective settings as a file, with where each came from, and without secrets"
	case PrintConfigSchema:
		return "print a JSON Schema of the configuration file, for editors"
	case printHelp:
		return "print this text"
	default:
		return ""
	}
}

// subcommands lists the words in the order of the help text.
func subcommands() []Subcommand {
	return []Subcommand{CheckConfig, PrintConfig, PrintConfigSchema, PrintSchema, PrintLicenses, PrintVersion, CheckReady, printHelp}
}

// needsServer reports whether the settings have to be fit for serving.
func (s Subcommand) needsServer() bool { return s == Serve || s == CheckConfig }

// usage is the beginning of the help text: how the program is called, a line for each subcommand.
func usage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: zitadel-graphql [flags]                  %s\n", Serve.help())
	for _, s := range subcommands() {
		fmt.Fprintf(&b, "       zitadel-graphql %-13s [flags]    %s\n", s, s.help())
	}
	return b.String()
}

// subcommandOf finds the subcommand that the words of a command line are.
func subcommandOf(words []string) (Subcommand, []Problem) {
	if len(words) == 0 {
		return Serve, nil
	}
	for _, s := range subcommands() {
		known := strings.Fields(string(s))
		switch more := words[min(len(known), len(words)):]; {
		case !slices.Equal(known, words[:len(words)-len(more)]):
		case len(more) > 0:
			return s, []Problem{{
				Problem: fmt.Sprintf("%q follows the command %q", strings.Join(more, " "), s), Remedy: "leave it out: a command takes flags only",
			}}
		default:
			return s, nil
		}
	}
	return Serve, []Problem{{
		Problem: fmt.Sprintf("%q is neither a flag nor a command", strings.Join(words, " ")),
		Remedy:  "flags start with --, the commands are " + commaSeparated(subcommands()),
	}}
}

func commaSeparated(subcommands []Subcommand) string {
	var words []string
	for _, s := range subcommands {
		words = append(words, string(s))
	}
	return strings.Join(words, ", ")
}
