package config

import "zitadel-graphql/internal/trusted"

// Warning is about settings that are each valid, but together don't do what somebody may expect. The program runs with them.
type Warning struct {
	// Message tells the log what doesn't work.
	Message string
	// Set is the flag, with its value, that would make it work.
	Set string
	// Notice tells both to a person who looks at GraphiQL.
	Notice string
}

// Warnings returns what an operator should be told at the start about settings that Load returned.
func (c Config) Warnings() []Warning {
	if !c.GraphiQL {
		return nil
	}
	var warnings []Warning
	if c.requiresTrusted() {
		warnings = append(warnings, Warning{
			Message: "GraphiQL is on, but only trusted documents are executed: what people type there is refused, and the page has no documentation",
			Set:     "--trusted-documents-mode " + trusted.Report,
			Notice: "This server executes only the documents that its clients were built with. What you type here is refused unless it " +
				"is one of them, and there is no documentation. Whoever runs the server can allow other documents with " +
				"--trusted-documents-mode " + trusted.Report + ".",
		})
	}
	if !c.Endpoint.Introspection {
		warnings = append(warnings, Warning{
			Message: "GraphiQL is on, but introspection is off: the page has no documentation and completes nothing",
			Set:     "--introspection on",
			Notice: "This server doesn’t show its schema, so this page has no documentation and completes nothing while you type. " +
				"Operations work all the same. Whoever runs the server can show the schema with --introspection on.",
		})
	}
	return warnings
}

// AnswersIntrospection reports whether a query for the schema is answered that no manifest of trusted documents has.
func (c Config) AnswersIntrospection() bool { return c.Endpoint.Introspection && !c.requiresTrusted() }

func (c Config) requiresTrusted() bool { return c.Trusted.Mode == trusted.Require }
