// Package trusted has the documents that an organization's own clients were built with, from the manifest file that their
// build leaves behind: Relay's, an object of documents by their ids, or Apollo's, which says so in its member "format".
//
// Whoever asks for a document gets it from what was read last, and never waits for the file. Documents.Follow looks at the
// file once a second, and reads it again where it has changed; Documents.Reread does so when it is told to. A file that
// can't be read, or has a document that the server couldn't execute, is reported to the log once, and what was read before
// stays.
//
// What becomes of a request by its document is decided in package graph.
package trusted
