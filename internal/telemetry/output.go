package telemetry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxWait is how long Write waits for the stream. A stream that has been busy with one write for longer is blocked.
	maxWait = 100 * time.Millisecond
	// maxWaitingBytes is how much may wait for the stream.
	maxWaitingBytes = 1 << 20
	// maxWaitingOffers is up to where Offer adds to what waits, so that there is room left for lines that matter more.
	maxWaitingOffers = maxWaitingBytes / 2
	// maxOfferDelay is how long Offer's lines wait for others, so that one write takes them all.
	maxOfferDelay = 10 * time.Millisecond
	// maxSpareBytes is how large a buffer is kept for the next lines: what a blocked stream made larger goes.
	maxSpareBytes = 64 << 10
)

// ErrDropped is the error of Output.Write for a line that was dropped.
var ErrDropped = errors.New("the line was dropped: the stream is blocked")

// Output writes whole lines to a stream, in the order in which they come, so that a stream that blocks, such as a pipe that nobody
// reads, doesn't block requests. Its methods may be called concurrently, and each keeps no reference to its line, which has to end
// with a line feed.
//
// One goroutine writes to the stream, all lines at once that have come meanwhile. What waits for it is bounded, and what finds no
// room is dropped and counted. Where the stream is a regular file, which doesn't block, WriteThrough writes by itself: to hand a line
// to another goroutine costs more than to write it.
type Output struct {
	stream    io.Writer
	isRegular bool          // whether the stream is a regular file
	wake      chan struct{} // has an element where lines may wait
	offered   *time.Timer   // wakes the goroutine for Offer's lines
	ended     chan struct{} // closed when the goroutine has ended
	dropped   atomic.Uint64

	turn      chan struct{} // has an element while somebody writes to the stream; taken before mu is locked
	wholeLine bool          // whether the stream ends with one

	mu       sync.Mutex
	waiting  []byte        // whole lines
	result   *result       // of the write that takes waiting; nil where nobody asked for it
	room     chan struct{} // closed when waiting has been taken; nil where nobody asked for it
	hasOffer bool          // whether offered runs
	spare    []byte        // the buffer of the last write, for waiting after the next
	began    time.Time     // of the write under way; zero while there is none
	reported uint64        // how many dropped lines report has been told of
	report   func(dropped uint64)
	closed   bool
}

// result is what became of a write. Its other fields may be read once done is closed.
type result struct {
	done    chan struct{}
	written int
	err     error
}

// NewOutput returns an output to the stream. The caller closes it, which leaves the stream as it is.
func NewOutput(stream io.Writer) *Output {
	o := &Output{stream: stream, isRegular: isRegular(stream), wholeLine: true,
		wake: make(chan struct{}, 1), turn: make(chan struct{}, 1), ended: make(chan struct{})}
	o.offered = time.AfterFunc(time.Hour, o.wakeUp)
	o.offered.Stop()
	go o.write()
	return o
}

// isRegular reports whether a stream is known to be a regular file.
func isRegular(stream io.Writer) bool {
	file, ok := stream.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode().IsRegular()
}

var _ io.Writer = (*Output)(nil)

// Write writes an ordinary line. It returns once the stream has taken the line, so that none is lost where the program ends without
// Close. It waits for a tenth of a second at most, and not at all for a stream that has been blocked for that long: then the line
// is written when the stream is free again, and where too much waits already it is dropped and counted. The error is ErrDropped,
// the stream's, or os.ErrClosed after Close.
func (o *Output) Write(line []byte) (int, error) {
	late := time.NewTimer(o.longestWait())
	defer late.Stop()
	ctx := context.Background()
	added, end, err := o.add(ctx, late.C, line)
	if err != nil {
		o.dropped.Add(1)
		if errors.Is(err, context.DeadlineExceeded) {
			err = ErrDropped
		}
		return 0, err
	}
	o.wakeUp()
	if wait(ctx, late.C, added.done) != nil {
		return len(line), nil // it is written later
	}
	return len(line), added.errorAt(end)
}

// longestWait is maxWait for a stream that isn't blocked.
func (o *Output) longestWait() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.began.IsZero() && time.Since(o.began) >= maxWait {
		return 0
	}
	return maxWait
}

// Offer writes a line that may be lost, such as one of the access log. It never waits, and the line is written within ten
// milliseconds, with others. Where there is no room for the line, it is dropped and counted.
func (o *Output) Offer(line []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || !o.hasRoom(line, maxWaitingOffers) {
		o.dropped.Add(1)
		return
	}
	o.waiting = append(o.waiting, line...)
	switch {
	case len(o.waiting) > maxSpareBytes/2:
		o.signal()
	case !o.hasOffer:
		o.hasOffer = true
		o.offered.Reset(maxOfferDelay)
	}
}

// WriteThrough writes a line that its caller depends on. It returns nil once the stream has taken the line, and otherwise an error:
// that of the stream (which may have taken a part of the line), the cause of ctx's end, context.DeadlineExceeded after atMost, or
// os.ErrClosed after Close. Where the time is over first, the line may still be written later. A regular file that takes no line for
// long, such as one of a network that is gone, keeps one caller longer than that, and no other.
func (o *Output) WriteThrough(ctx context.Context, atMost time.Duration, line []byte) error {
	if o.isRegular {
		if written, err := o.writeAtOnce(line); written { // as nearly always for a file: to wait would cost more than the line
			return err
		}
	}
	late := time.NewTimer(atMost) // a context with a deadline would make twice as many allocations
	defer late.Stop()
	added, end, err := o.add(ctx, late.C, line)
	if err != nil {
		return err
	}
	o.wakeUp()
	if err := wait(ctx, late.C, added.done); err != nil {
		return err
	}
	return added.errorAt(end)
}

// wait returns nil once done is closed, and an error where ctx ends or it is late before.
func wait(ctx context.Context, late <-chan time.Time, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the stream: %w", context.Cause(ctx))
	case <-late:
		return fmt.Errorf("wait for the stream: %w", context.DeadlineExceeded)
	}
}

// writeAtOnce writes a line behind those that wait, and returns why the stream hasn't taken it. It does nothing, and returns false,
// where another writes, or after Close.
func (o *Output) writeAtOnce(line []byte) (written bool, _ error) {
	select {
	case o.turn <- struct{}{}:
	default:
		return false, nil
	}
	defer func() { <-o.turn }()
	end := o.addAtOnce(line)
	if end == 0 {
		return false, nil
	}
	taken, err := o.writeWaiting()
	return true, errorAt(end, taken, err)
}

// addAtOnce puts a line behind those that wait, and returns where it ends, or 0 after Close. It is for who has the turn, and so writes at
// once what waits: then it needn't be bounded.
func (o *Output) addAtOnce(line []byte) (end int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return 0
	}
	o.waiting = append(o.waiting, line...)
	return len(o.waiting)
}

// Dropped returns how many lines the stream hasn't taken and never will, since the Output was made.
func (o *Output) Dropped() uint64 { return o.dropped.Load() }

// Close writes what waits, until ctx ends; then what still waits may be lost, and the error tells so. Lines that come after it are
// dropped. Close may be called again.
func (o *Output) Close(ctx context.Context) error {
	o.mu.Lock()
	if !o.closed {
		o.closed = true
		o.offered.Stop()
		close(o.wake)
	}
	o.mu.Unlock()
	select {
	case <-o.ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("write the last lines of the log: %w", context.Cause(ctx))
	}
}

// add puts a line behind those that wait, as soon as there is room. It returns the result of the write that takes it, and where in
// that the line ends, or an error where ctx ends or it is late before.
func (o *Output) add(ctx context.Context, late <-chan time.Time, line []byte) (*result, int, error) {
	for {
		result, end, room := o.tryAdd(line)
		switch {
		case result != nil:
			return result, end, nil
		case room == nil:
			return nil, 0, fmt.Errorf("write a line of the log: %w", os.ErrClosed)
		}
		if err := wait(ctx, late, room); err != nil {
			return nil, 0, err
		}
	}
}

// tryAdd is add where there is room. Where there is none, it returns a channel that is closed when there is. After Close it returns
// nothing.
func (o *Output) tryAdd(line []byte) (added *result, end int, room <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.closed:
		return nil, 0, nil
	case !o.hasRoom(line, maxWaitingBytes):
		if o.room == nil {
			o.room = make(chan struct{})
		}
		return nil, 0, o.room
	}
	if o.result == nil {
		o.result = &result{done: make(chan struct{})}
	}
	o.waiting = append(o.waiting, line...)
	return o.result, len(o.waiting), nil
}

// hasRoom reports whether a line fits into limit with what waits. One that is longer than that fits where nothing waits.
func (o *Output) hasRoom(line []byte, limit int) bool {
	return len(o.waiting) == 0 || len(o.waiting)+len(line) <= limit
}

// wakeUp has the goroutine write what waits. After Close it does nothing: what waits then is written anyway.
func (o *Output) wakeUp() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.closed {
		o.signal()
	}
}

// signal is called with mu locked, before Close.
func (o *Output) signal() {
	select {
	case o.wake <- struct{}{}:
	default: // it is awake already
	}
}

// write is the goroutine that writes what waits, until Close.
func (o *Output) write() {
	defer close(o.ended)
	for range o.wake {
		o.writeInTurn()
	}
	o.writeInTurn()
}

func (o *Output) writeInTurn() {
	o.turn <- struct{}{}
	_, _ = o.writeWaiting() // who waits for it has the result
	<-o.turn
}

// writeWaiting writes what waits, and returns how much of it the stream has taken, and why not all. Where the last write has ended
// within a line, a line feed comes first, so that no line is glued to the rest of another. Whoever calls it has the turn.
func (o *Output) writeWaiting() (written int, err error) {
	lines, result := o.take()
	if len(lines) == 0 {
		return 0, nil
	}
	if !o.wholeLine {
		_, err = o.stream.Write([]byte("\n"))
		o.wholeLine = err == nil
	}
	if err == nil {
		written, err = o.stream.Write(lines)
	}
	if written > 0 {
		o.wholeLine = lines[written-1] == '\n'
	}
	if result != nil {
		result.written, result.err = written, err
		close(result.done)
	}
	if written < len(lines) {
		o.dropped.Add(uint64(bytes.Count(lines[written:], []byte("\n")))) //nolint:gosec // a count isn't negative
	}
	o.finish(lines, err)
	return written, err
}

// take begins a write with all that waits, and makes room.
func (o *Output) take() (lines []byte, found *result) {
	o.mu.Lock()
	defer o.mu.Unlock()
	lines, found = o.waiting, o.result
	if len(lines) == 0 {
		return nil, nil
	}
	o.waiting, o.spare, o.result, o.began = o.spare[:0], nil, nil, time.Now()
	o.hasOffer = false // they are among lines; that offered wakes the goroutine once more costs nothing worth a Stop
	if o.room != nil {
		close(o.room)
		o.room = nil
	}
	return lines, found
}

// finish ends a write, and where the stream takes lines again reports how many were dropped meanwhile.
func (o *Output) finish(buffer []byte, err error) {
	if dropped := o.end(buffer, err); dropped > 0 {
		o.report(dropped)
	}
}

// end returns how many dropped lines are to be reported now: none as long as the report itself may find no room.
func (o *Output) end(buffer []byte, err error) uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.began = time.Time{}
	if cap(buffer) <= maxSpareBytes {
		o.spare = buffer
	}
	if err != nil || o.report == nil || len(o.waiting) > maxWaitingOffers/2 {
		return 0
	}
	dropped := o.dropped.Load()
	news := dropped - o.reported
	o.reported = dropped
	return news
}

// reportDropped is called once. It has report called when the stream takes lines again after some were dropped, with how many since the last time. It
// must not wait for the Output: Write would.
func (o *Output) reportDropped(report func(dropped uint64)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.report = report
}

// errorAt returns why the stream hasn't taken a line that ends there, or nil.
func (r *result) errorAt(end int) error { return errorAt(end, r.written, r.err) }

// errorAt returns why a write of which so much was written hasn't taken a line that ends there, or nil.
func errorAt(end, written int, err error) error {
	if err == nil || end <= written {
		return nil
	}
	return fmt.Errorf("write a line of the log: %w", err)
}
