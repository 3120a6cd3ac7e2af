// Package trusted holds the documents that the operator's own clients were built with. It reads them from the manifest
// file that a client's build writes: Relay's, an object of documents by their ids, or Apollo's, which has a member "format".
//
// A request gets its document from memory and never waits for the file. Documents.Follow reads the file again when it has changed,
// which internal/filewatch notices; Documents.Reread reads it at once, for SIGHUP. Where the file can't be read, or has a
// document that the server couldn't execute, the log gets the reason once and the documents read before stay in use.
//
// It depends on internal/filewatch and the standard library. Whether a document can be executed is told by a function that the
// caller hands in, and so is what else is made of the documents: tools for agents, in internal/mcp. What becomes of a request whose
// document isn't here is decided in graph/endpoint.
package trusted
