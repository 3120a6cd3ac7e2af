// Package trusted has the documents that an organization's own clients were built with, from the manifest file that their
// build leaves behind: Relay's, an object of documents by their ids, or Apollo's, which says so in its member "format".
//
// The file is looked at again at most once a second, when a document is asked for, and read again where it has changed.
// A file that can't be read, or has a document that the server couldn't execute, is reported to the log once, and what
// was read before stays. Nothing runs in the background.
//
// What becomes of a request by its document is decided in package graph.
package trusted
