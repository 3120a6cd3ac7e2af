package resolver_test

import (
	"errors"
	"os"
	"os/exec"
	"testing"
)

// TestPrintSchemaOnFullDisk prevents that half a schema, as in a pipe or on a full disk, counts as a success.
func TestPrintSchemaOnFullDisk(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	command := exec.CommandContext(t.Context(), binary, "schema")
	command.Stdout = full
	var failure *exec.ExitError
	if err := command.Run(); !errors.As(err, &failure) || failure.ExitCode() != 1 {
		t.Errorf("on a full disk it ends with %v, want exit code 1", err)
	}
}
