// Package genqlient pins the version of genqlient, and of what its generated code needs, with which docs/clients.md is tried.
package genqlient

import (
	_ "github.com/Khan/genqlient/graphql"       // what generated code calls
	_ "github.com/vektah/gqlparser/v2/gqlerror" // the errors that it returns
)
