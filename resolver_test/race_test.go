//go:build race

package resolver_test

func init() { buildFlags = append(buildFlags, "-race") }
