package eventstore

import (
	rand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// damaged returns a copy of a file with one page cut off, overwritten, or changed in one place.
func damaged(random *rand.Rand, file []byte) []byte {
	const pageBytes = 4096
	b := append([]byte{}, file...)
	page := random.IntN(len(b)/pageBytes) * pageBytes
	switch random.IntN(4) {
	case 0:
		return b[:random.IntN(len(b))]
	case 1:
		for i := range pageBytes {
			b[page+i] = byte(random.IntN(256))
		}
	case 2: // in the page's own header
		b[page+random.IntN(64)] ^= 1 << random.IntN(8)
	default:
		b[page+random.IntN(pageBytes)] = byte(random.IntN(256))
	}
	return b
}

// A data file that was damaged is refused with an error, when it is opened or when it is written: the program stays up.
func TestDamagedFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events")
	store, err := Open(Config{File: file}, time.Now, seedTest, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 0))
		file := filepath.Join(t.TempDir(), "events")
		if err := os.WriteFile(file, damaged(random, good), 0o600); err != nil {
			t.Fatal(err)
		}
		store, err := Open(Config{File: file}, time.Now, seedTest, nil)
		if err != nil {
			refused++
			continue
		}
		events := store.AllEvents()
		if err := store.log.append(events.Len(), slices.Values(testSeed(time.Unix(0, 0).UTC())[:1])); err != nil {
			refused++
		}
		if err := store.Close(); err != nil {
			t.Logf("seed %d: close: %v", seed, err)
		}
	}
	if refused == 0 {
		t.Error("no damage was noticed")
	}
}
