package main

import (
	"bytes"
	"encoding/pem"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// certificates are the CA certificates that Mozilla trusts, as the file that programs on Linux look for. They come from a Go
// module, whose version go.mod pins, since those of the machine that the image is made on would make each machine's image
// another. A CA that Mozilla trusts only for what it issued before some day is left out: a file can't say until when, and what
// it issued back then has mostly expired.
func certificates() []byte {
	var file bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			file.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}))
		}
	}
	return file.Bytes()
}
