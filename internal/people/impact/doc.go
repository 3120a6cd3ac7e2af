// Package impact works out what a change of a login policy does to people: who loses a factor, who is left with a password
// alone, who has to set something up, who can't log in any more, and whose sessions end.
//
// It is a pure function of the policy before and after, of one person, and of the version of ZITADEL's login. ZITADEL has two
// of them, which treat a policy's factors differently, so that each question has an answer for each version. The rules of both
// are one table, in rules.go, and each row says where its fact comes from.
//
// Of a person not everything is known: whether a password was asked for, or which provider a link leads to. Of takes every
// possibility in turn. Certainly is an answer that holds in all of them, Possibly one that holds in some; nothing is guessed.
//
// EndsToken is the same for one token that works, such as the one with which somebody changes a policy: internal/policy asks it
// before it writes.
//
// The package only computes. It depends on internal/wire for policies, and on internal/policy/settings for the settings' names.
// Who the people are, and the counting of them, is package people's.
package impact
