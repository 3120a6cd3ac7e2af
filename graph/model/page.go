// Package model is the schema's types in Go. gqlgen generates all of them from schema.graphqls but what stands here.
package model

// ChangePage is where a page of changes lies among the events of an organization.
type ChangePage struct {
	// OrgID names the organization: the aggregate whose events these are.
	OrgID string
	// Top is the highest sequence on the page, so that Top+1 bounds its events from above, and Length the number of changes.
	Top    uint64
	Length int
}
