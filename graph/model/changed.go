package model

// Changed says what a mutation changed, so that what it answers can lead there.
type Changed struct {
	// Type is the schema's type of the object that changed: LoginPolicy, Restrictions or User.
	Type string
	// UserID is the id of a User.
	UserID string
	// Instance is true where the object is the instance's. Otherwise it belongs to an organization: to the one with the id
	// Organization, as the request named it, or to the home organization of the token where that is empty.
	Instance     bool
	Organization string
}
