package graphiql

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// tab is one element of GraphiQL's defaultTabs, without headers.
type tab struct {
	Query string `json:"query"`
	// Variables is the text in GraphiQL's editor for variables; null leaves that empty.
	Variables *string `json:"variables"`
}

// readTabs reads the files of Page.Examples.
func readTabs(examples fs.FS) ([]tab, error) {
	if examples == nil {
		return nil, nil
	}
	names, err := fs.Glob(examples, "*.graphql")
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	var list []tab
	for _, name := range names {
		query, err := fs.ReadFile(examples, name)
		if err != nil {
			return nil, fmt.Errorf("open an operation: %w", err)
		}
		t := tab{Query: string(query)}
		variables, err := fs.ReadFile(examples, strings.TrimSuffix(name, ".graphql")+".json")
		if err == nil {
			text := string(variables)
			t.Variables = &text
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("open variables: %w", err)
		}
		list = append(list, t)
	}
	return list, nil
}
