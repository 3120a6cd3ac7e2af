package resolver_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/embedded/eventstore"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	"zitadel-graphql/resolver_test/workload"
)

const (
	growthOwner = "growth-owner" // the token of somebody who owns all organizations of a backend
	// eventsOfTen is how many events ten of Config.MoreUsers have, on average.
	eventsOfTen = 37

	// What answers have where all of the document succeeded, and where a look is complete.
	succeeded = `{"data":{`
	complete  = `"complete":true`
)

// fieldGrowth is about the fields of a document, with limits that let it through.
func fieldGrowth() growth {
	return growth{
		name: "fields", title: "CPU time of a request, by the fields of its document", counts: "fields",
		sizes: []int{1, 3, 10, 30, 100, 300, 1000},
		loads: func(b *testing.B, size int) []growthLoad {
			b.Helper()
			return fieldLoads(startGrowth(b, embedded.Config{}), size)
		},
	}
}

// fieldLoads takes no document of more tokens than --max-tokens allows three times: larger ones aren't kept in the cache, and are
// parsed and validated for each request.
func fieldLoads(p *program, size int) []growthLoad {
	one := `query { loginPolicy {` + numbered(size, func(i int) string { return fmt.Sprintf(" a%d: forceMfa", i) }) + ` } }`
	same := `query { loginPolicy {` + strings.Repeat(" forceMfa", size) + ` } }`
	objects := `query {` + numbered((size+1)/2, func(i int) string { return fmt.Sprintf(` a%d: loginPolicy { forceMfa }`, i) }) + ` }`
	requests := 0
	loads := []growthLoad{
		asking("fields of one object", p, growthOwner, succeeded, bodies(operation(one, nil))),
		asking("fields of half as many objects", p, growthOwner, succeeded, bodies(operation(objects, nil))),
		asking("the same, which fail", p, embedded.NobodyToken, withData, bodies(operation(objects, nil))),
		asking("the same field again and again", p, growthOwner, succeeded, bodies(operation(same, nil))),
		asking("fields of one object, in a document that is new", p, growthOwner, succeeded, func() []string {
			requests++
			return []string{operation(fmt.Sprintf("%s # %d", one, requests), nil)}
		}),
	}
	if size > 100 {
		return loads
	}
	mutations := `mutation {` + numbered((size+1)/2*2, func(i int) string {
		return fmt.Sprintf(` a%d: %sSecondFactor(type: SECOND_FACTOR_TYPE_OTP, orgId: "`+acme+`") { sequence }`, i, []string{"remove", "add"}[i%2])
	}) + ` }`
	return append(loads, asking("mutations", p, growthOwner, succeeded, bodies(operation(mutations, nil))))
}

// clientGrowth is about clients that ask at once, each over a connection of its own.
func clientGrowth() growth {
	return growth{
		name: "clients", title: "CPU time of a request, by the clients that ask at once", counts: "clients",
		sizes: []int{1, 4, 16, 64, 256, 1000},
		loads: func(b *testing.B, size int) []growthLoad {
			b.Helper()
			p := startGrowth(b, embedded.Config{Organizations: size})
			return []growthLoad{
				atOnce(p, size, "loginPolicy, all settings", func(client int) []string {
					return []string{operation(workload.WholePolicy, map[string]any{"orgId": embedded.OrganizationID(client)})}
				}),
				atOnce(p, size, "addSecondFactor and removeSecondFactor", changeInTurn),
			}
		},
	}
}

// changeInTurn adds a second factor to the organization of a client, and takes it away.
func changeInTurn(client int) []string {
	variables := map[string]any{"orgId": embedded.OrganizationID(client), "type": "SECOND_FACTOR_TYPE_OTP_SMS"}
	add := strings.Replace(addMutation, "orgId: $orgId", "orgId: $orgId, whenInherited: CUSTOMIZE", 1)
	return []string{operation(add, variables), operation(removeMutation, variables)}
}

// atOnce returns a load of so many clients.
func atOnce(p *program, clients int, line string, bodies func(client int) []string) growthLoad {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	p.t.Cleanup(client.CloseIdleConnections)
	return growthLoad{line: line, program: p, requests: clients * len(bodies(0)), ask: func() error {
		errs := make([]error, clients)
		var running sync.WaitGroup
		for i := range clients {
			running.Go(func() {
				for _, body := range bodies(i) {
					_, err := ask(client, p.url, growthOwner, body, succeeded)
					errs[i] = errors.Join(errs[i], err)
				}
			})
		}
		running.Wait()
		return errors.Join(errs...)
	}}
}

// eventGrowth is about an organization with so many events of its policy, and as many of its people.
func eventGrowth() growth {
	return growth{
		name: "events", title: "CPU time of a request, by the events of an organization", counts: "events",
		sizes: []int{1000, 3000, 10_000, 30_000, 100_000},
		loads: func(b *testing.B, size int) []growthLoad {
			b.Helper()
			p := startGrowth(b, embedded.Config{File: fileWithEvents(b, size)})
			changes := func(after string) string {
				return operation(`query { loginPolicyChanges(orgId: "`+acme+`", first: 20`+after+`) { nodes { sequence type editor { displayName } } } }`, nil)
			}
			middle := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "sequence:%d", size/2))
			variables := map[string]any{"orgId": acme, "type": "SECOND_FACTOR_TYPE_OTP_SMS"}
			return []growthLoad{
				asking("the newest 20 changes", p, growthOwner, succeeded, bodies(changes(""))),
				asking("20 changes in the middle", p, growthOwner, succeeded, bodies(changes(`, after: "`+middle+`"`))),
				asking("addSecondFactor and removeSecondFactor", p, growthOwner, succeeded, bodies(operation(addMutation, variables), operation(removeMutation, variables))),
				asking("secondFactorUsage, by the events of people", p, embedded.InstanceOwnerToken, complete, bodies(operation(usageQuery, nil))),
			}
		},
	}
}

const usageQuery = `query { secondFactorUsage(orgId: "` + acme + `") { look { complete } factors { type users } withNone } }`

// fileWithEvents returns the file of an embedded backend in which the policy of acme has changed so many times, and as many events are
// of people.
func fileWithEvents(b *testing.B, events int) string {
	b.Helper()
	const atOnce = 1000
	file := filepath.Join(b.TempDir(), "events.db")
	cfg := embedded.Config{File: file, MoreUsers: 10 * events / eventsOfTen}
	filled, err := embedded.Open(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	if err := filled.Close(); err != nil {
		b.Fatal(err)
	}
	store, err := eventstore.Open(eventstore.Config{File: file}, time.Now, nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close() //nolint:errcheck // what it has to do is done
	for range events / atOnce {
		if _, err := store.Change(b.Context(), acme, embedded.OrgOwnerID, removeAndAddAgain(atOnce/2)); err != nil {
			b.Fatal(err)
		}
	}
	return file
}

// removeAndAddAgain decides for so many pairs of events that change nothing.
func removeAndAddAgain(pairs int) domain.Decision {
	return func(state domain.State) (all []domain.PendingEvent, err error) {
		const factor = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
		removed, err := domain.RemoveSecondFactor(factor)(state)
		if err != nil {
			return nil, err
		}
		state.Aggregate = domain.Apply(state.Aggregate, state.Stamp(removed, embedded.OrgOwnerID, time.Time{})...)
		added, err := domain.AddSecondFactor(factor)(state)
		for range pairs {
			all = append(append(all, removed...), added...)
		}
		return all, err
	}
}

// directoryGrowth is about an instance with so many organizations, and an organization with so many people.
func directoryGrowth() growth {
	return growth{
		name: "directory", title: "CPU time of a request, by the organizations of the instance and the people of an organization",
		counts: "organizations and people",
		sizes:  []int{100, 300, 1000, 3000, 10_000},
		loads: func(b *testing.B, size int) []growthLoad {
			b.Helper()
			p := startGrowth(b, embedded.Config{Organizations: size, MoreUsers: size})
			next := 0
			inTurn := func() []string {
				next = (next + 1) % size
				return []string{operation(workload.WholePolicy, map[string]any{"orgId": embedded.OrganizationID(next)})}
			}
			organizations := operation(`query { viewer { organizations(first: 20) { nodes { id name } } } }`, nil)
			people := operation(`query { userFactors(orgId: "`+acme+`", first: 20, has: [SECOND_FACTOR_TYPE_U2F]) { nodes { id } } }`, nil)
			return []growthLoad{
				asking("20 of all organizations", p, embedded.InstanceOwnerToken, succeeded, bodies(organizations)),
				asking("loginPolicy of each organization in turn", p, embedded.InstanceOwnerToken, succeeded, inTurn),
				asking("20 people with a security key", p, embedded.OrgOwnerToken, succeeded, bodies(people)),
				asking("secondFactorUsage, person by person", p, embedded.OrgOwnerToken, complete, bodies(operation(usageQuery, nil))),
				asking("secondFactorUsage, by the events", p, embedded.InstanceOwnerToken, complete, bodies(operation(usageQuery, nil))),
			}
		},
	}
}

// startGrowth starts the program, with limits that let everything through, in front of an embedded backend of this process. Of the
// backend's further organizations, and of acme, somebody with the token growthOwner is the owner.
func startGrowth(b *testing.B, cfg embedded.Config) *program {
	b.Helper()
	owner := embedded.User{ID: "300000000000000099", Token: growthOwner, HomeOrg: acme, DisplayName: "Owner", LoginName: "owner@acme.localhost",
		Memberships: []embedded.Membership{{Resource: acme, Roles: []string{embedded.RoleOrgOwner}}}}
	for i := range cfg.Organizations {
		owner.Memberships = append(owner.Memberships, embedded.Membership{Resource: embedded.OrganizationID(i), Roles: []string{embedded.RoleOrgOwner}})
	}
	cfg.Users = []embedded.User{owner}
	backend, err := embedded.Open(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = backend.Close() })
	address, err := backend.Listen(context.Background(), "127.0.0.1:0", func(err error) { b.Error(err) })
	if err != nil {
		b.Fatal(err)
	}
	const most = "1000000"
	return start(b, "--backend", "http://"+address.String(), "--request-timeout", "10m",
		"--audit-log", filepath.Join(b.TempDir(), "audit.log"), // a pipe that nobody reads in time would have mutations refused
		"--max-aliases", most, "--max-root-fields", most, "--max-complexity", most, "--max-tokens", most, "--max-validation-steps", most,
		"--max-document", most, "--max-total-backend-calls", most, "--max-look-calls", most)
}
