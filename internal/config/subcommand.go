package config

import (
	"errors"
	"flag"
	"fmt"
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
		return "print the version, commit and Go's version, as --version does"
	case printHelp:
		return "print this, as --help does"
	default:
		return ""
	}
}

// subcommands lists the words in the order of the help text.
func subcommands() []Subcommand {
	return []Subcommand{PrintSchema, PrintLicenses, PrintVersion, printHelp}
}

// usage is the beginning of the help text: how the program is called, a line for each subcommand.
func usage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: zitadel-graphql [flags]             %s\n", Serve.help())
	for _, s := range subcommands() {
		fmt.Fprintf(&b, "       zitadel-graphql %-8s [flags]    %s\n", s, s.help())
	}
	return b.String()
}

// parseArguments reads the flags and the subcommand among them. Package flag stops at the subcommand, so what follows it is
// parsed in another round. The error is flag.ErrHelp where help is asked for, by --help or by the subcommand.
func parseArguments(flags *flag.FlagSet, args []string) (Subcommand, error) {
	found := Serve
	for {
		if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			return found, err
		} else if err != nil {
			return found, fmt.Errorf("%w; what follows it wasn't looked at", err)
		}
		if flags.NArg() == 0 {
			return found, nil
		}
		word := Subcommand(flags.Arg(0))
		switch {
		case word == printHelp:
			return found, flag.ErrHelp
		case word.help() == "" || word == Serve:
			return found, fmt.Errorf("%q is neither a flag nor a command; flags start with --, the commands are %s", word, commaSeparated(subcommands()))
		case found != Serve:
			return found, fmt.Errorf("%q and %q are two commands; want one", found, word)
		}
		found, args = word, flags.Args()[1:]
	}
}

func commaSeparated(subcommands []Subcommand) string {
	var words []string
	for _, s := range subcommands {
		words = append(words, string(s))
	}
	return strings.Join(words, ", ")
}
