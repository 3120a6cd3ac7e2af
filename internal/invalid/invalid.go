// Package invalid describes a setting that can't be used: which one it is, what is wrong with its value, and what to do about it.
//
// The packages that have settings of their own report them in this form from the Validate of their Config. It depends on
// nothing. internal/config adds where the value came from and what it is, and words the report.
package invalid

import "errors"

// Setting is one setting with a value that can't be used. It is an error, and reaches internal/config through errors.Join.
type Setting struct { //nolint:errname // users read invalid.Setting
	// Name is the name of the setting's flag, without dashes in front, such as backend-ca.
	Name string
	// Problem continues "NAME: " with what is wrong, such as `"soon" is no positive duration`. It quotes nothing of a value
	// that may hold a secret.
	Problem string
	// Remedy says in the imperative what would be right, such as "write one such as 10s".
	Remedy string
}

var _ error = Setting{}

// Error implements error.
func (s Setting) Error() string { return s.Name + ": " + s.Problem + "; " + s.Remedy }

// Settings collects what is wrong. The zero value is ready for use, and not safe for concurrent use.
type Settings struct{ found []error }

// If adds a setting where it is wrong.
func (s *Settings) If(wrong bool, name, problem, remedy string) {
	if wrong {
		s.found = append(s.found, Setting{Name: name, Problem: problem, Remedy: remedy})
	}
}

// Err returns everything that was added, joined, or nil.
func (s *Settings) Err() error { return errors.Join(s.found...) }
