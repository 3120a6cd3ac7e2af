// Package people finds out who has which factor: it looks at the people of an organization one after the other, and says of each
// answer how much of the whole it is.
//
// There are two ways to look, with the same answer (Source). Person by person, ListUsers tells who there is, and
// ListAuthenticationMethodTypes, asked for each person, what the person has set up. By the events, what happened to everybody's
// factors is read from the event log in large pages and kept as a few bits a person, and ListUsers tells who there is; that is
// many times faster, and takes a caller who may read events. Visit chooses, and falls back to the first way where the second
// isn't to be had in time.
//
// A figure that looks whole is whole. ZITADEL leaves people out of a list without a word where the caller may not see them,
// answers an empty list where it might have refused, and moves a list on while it is read. So every look ends with a check
// of the caller's permission and of the list's total against what was seen, and one that was broken off, by a failure, the
// deadline or the limit on calls, says why (Look.Incomplete) and where to go on (Look.Next). Somebody whose answer isn't known is
// not counted. A person of another organization is never in an answer, whatever ZITADEL sends.
//
// Users who stand beside something else, such as the editors of a policy's history, are read by their ids (Client.ReadByID), all of
// them together. That is no look: whoever can't be read is missing from the answer. But its calls count as those of looks do.
//
// What ends a factor is to remove it from the people who have it (Client.Remove, Client.RemoveFromMany). Before a write the person's
// organization is checked by ListUsers, since the organization in a call's metadata makes no difference to ZITADEL's removals. A
// write is sent once. Where its answer is lost, one look may show that it was made, and otherwise its outcome is unknown. Who keeps a
// record of removals is told of each before it is sent, and can refuse it (Removal.Recorder).
//
// A change of a login policy does something to these people. Impact finds out what, by looking at everybody and handing one after
// the other to the rules in impact, and GuardFunc refuses a change because of it.
//
// The package knows no GraphQL and no HTTP. Whoever uses it puts the caller's token into the outgoing metadata of a context. Its
// errors are those of package problem, and those of calls, untouched. It keeps nothing between two calls but, for five minutes,
// which callers may not read events, and who those are that removed something; during a look a page of the list, the counters, and
// for the events a few bytes a person.
//
// It depends on graph/problem, internal/callers, internal/organization, internal/parallel, internal/wire, and on two packages below it: personevents
// reads events without the secrets in them, and impact has the rules of what a change does to a person. How a policy is changed is
// internal/policy's, and what a field of the schema means package graph's.
package people
