package resolver_test

import (
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// growthChart is a picture of costs over sizes, with logarithmic axes: what grows in proportion to the size is a straight line from
// corner to corner of the grid's squares, and what doesn't grow is level.
type growthChart struct {
	title  string
	counts string // what the sizes count
	lines  []growthLine
}

// growthLine is a line of a chart, with its points in the order of their sizes.
type growthLine struct {
	name   string
	points []growthPoint
}

// growthPoint is one measured cost: the microseconds of CPU time of a request at a size.
type growthPoint struct{ size, cost float64 }

// set adds a point to the line of a name, which is a new one if the chart hasn't it, and replaces a point of the same size.
func (c *growthChart) set(name string, point growthPoint) {
	i := slices.IndexFunc(c.lines, func(l growthLine) bool { return l.name == name })
	if i < 0 {
		i = len(c.lines)
		c.lines = append(c.lines, growthLine{name: name})
	}
	line := &c.lines[i]
	line.points = slices.DeleteFunc(line.points, func(p growthPoint) bool { return p.size == point.size })
	line.points = append(line.points, point)
}

// exponent is the power of the size with which the cost grows at the line's end: the slope, in logarithms, of the straight line
// that fits the points best whose size is at least a quarter of the greatest. Where sizes are smaller, what a request costs at any
// size hides it.
func (l growthLine) exponent() float64 {
	greatest := l.points[len(l.points)-1].size
	var n, sumX, sumY, sumXX, sumXY float64
	for _, point := range l.points {
		if point.size*4 < greatest {
			continue
		}
		x, y := math.Log(point.size), math.Log(point.cost)
		n, sumX, sumY, sumXX, sumXY = n+1, sumX+x, sumY+y, sumXX+x*x, sumXY+x*y
	}
	return math.Round(100*(n*sumXY-sumX*sumY)/(n*sumXX-sumX*sumX))/100 + 0 // what is measured is no better, and -0 is 0
}

// The chart's measures, in pixels.
const (
	chartWidth, chartLeft, chartRight = 960, 70, 480 // lines are named to the right of the grid
	chartTop, chartBottom             = 64, 384
	nameHeight                        = 22
)

// svg draws the chart. Its description has every figure, for those who can't see it.
func (c *growthChart) svg() string {
	x, y := c.axes()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="14" fill="#1f2328">
<title id="t">%s</title>
<desc id="d">%s</desc>
<rect width="%d" height="%d" rx="8" fill="#ffffff"/>
<text x="%d" y="40" font-weight="600" font-size="16">%s</text>
`, chartWidth, chartBottom+60, html.EscapeString(c.title), html.EscapeString(c.description()), chartWidth, chartBottom+60, chartLeft, html.EscapeString(c.title))
	for _, cost := range y.powersOfTen() {
		fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#d0d7de"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			chartLeft, y.at(cost), chartRight, chartLeft-8, y.at(cost)+5, inUnits(cost))
	}
	for _, size := range x.powersOfTen() {
		fmt.Fprintf(&b, `<path d="M%.1f %dV%d" stroke="#d0d7de"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n",
			x.at(size), chartTop, chartBottom, x.at(size), chartBottom+20, inThousands(size))
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", (chartLeft+chartRight)/2, chartBottom+44, html.EscapeString(c.counts))
	c.drawLines(&b, x, y)
	b.WriteString("</svg>\n")
	return b.String()
}

// drawLines draws the lines, and names each at the height of its end or as near to that as the other names allow.
func (c *growthChart) drawLines(b *strings.Builder, x, y logAxis) {
	colors := []string{"#b35900", "#0550ae", "#1a7f37", "#8250df", "#cf222e", "#57606a"}
	heights := c.nameHeights(y)
	for i, line := range c.lines {
		color := colors[i%len(colors)]
		var corners []string
		for _, point := range line.points {
			corners = append(corners, fmt.Sprintf("%.1f,%.1f", x.at(point.size), y.at(point.cost)))
			fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="4" fill="%s"/>`+"\n", x.at(point.size), y.at(point.cost), color)
		}
		end := line.points[len(line.points)-1]
		fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2.5"/>`+"\n", strings.Join(corners, " "), color)
		fmt.Fprintf(b, `<path d="M%.1f %.1fL%d %.1f" stroke="%s" stroke-dasharray="2 3"/>`+"\n", x.at(end.size), y.at(end.cost), chartRight+14, heights[i], color)
		fmt.Fprintf(b, `<text x="%d" y="%.1f" fill="%s">%s: %.2f</text>`+"\n", chartRight+18, heights[i]+5, color, html.EscapeString(line.name), line.exponent())
	}
}

// nameHeights returns where the names of the lines stand, none over another.
func (c *growthChart) nameHeights(y logAxis) []float64 {
	order := make([]int, len(c.lines))
	heights := make([]float64, len(c.lines))
	for i, line := range c.lines {
		order[i], heights[i] = i, y.at(line.points[len(line.points)-1].cost)
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(heights[a] - heights[b]) })
	lowest := math.Inf(-1)
	for _, i := range order {
		heights[i] = max(heights[i], lowest+nameHeight)
		lowest = heights[i]
	}
	highest := float64(chartBottom + nameHeight)
	for _, i := range slices.Backward(order) {
		heights[i] = min(heights[i], highest-nameHeight)
		highest = heights[i]
	}
	return heights
}

// description lists each line's exponent and points.
func (c *growthChart) description() string {
	var parts []string
	for _, line := range c.lines {
		var costs []string
		for _, point := range line.points {
			costs = append(costs, inUnits(point.cost)+" at "+inThousands(point.size))
		}
		parts = append(parts, fmt.Sprintf("%s, exponent %.2f: %s", line.name, line.exponent(), strings.Join(costs, ", ")))
	}
	return "The exponent of each line is its slope at its end. " + strings.Join(parts, "; ") + "."
}

// inUnits writes microseconds with three digits at most, in the unit that fits.
func inUnits(microseconds float64) string {
	digits, _ := strconv.ParseFloat(strconv.FormatFloat(microseconds*1e3, 'g', 3, 64), 64) // what it wrote itself
	duration := time.Duration(digits).String()
	i := strings.IndexFunc(duration, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	return duration[:i] + " " + duration[i:]
}

// inThousands writes a size with a space before its last three digits.
func inThousands(size float64) string {
	if size < 1000 {
		return fmt.Sprintf("%.0f", size)
	}
	return fmt.Sprintf("%.0f %03.0f", math.Floor(size/1000), math.Mod(size, 1000))
}

// axes returns the two axes, on which all points are.
func (c *growthChart) axes() (x, y logAxis) {
	var sizes, costs []float64
	for _, line := range c.lines {
		for _, point := range line.points {
			sizes, costs = append(sizes, point.size), append(costs, point.cost)
		}
	}
	x = logAxis{slices.Min(sizes), slices.Max(sizes), chartLeft + 16, chartRight - 16}
	decade := func(cost float64) float64 { return math.Floor(math.Log10(cost)) }
	y = logAxis{math.Pow(10, decade(slices.Min(costs))), math.Pow(10, decade(slices.Max(costs))+1), chartBottom, chartTop}
	return x, y
}

// logAxis maps values to pixels.
type logAxis struct{ least, most, from, to float64 }

func (a logAxis) at(value float64) float64 {
	return a.from + (a.to-a.from)*math.Log(value/a.least)/math.Log(a.most/a.least)
}

// powersOfTen returns those on the axis.
func (a logAxis) powersOfTen() (powers []float64) {
	for power := math.Pow(10, math.Ceil(math.Log10(a.least)-1e-9)); power <= a.most*(1+1e-9); power *= 10 {
		powers = append(powers, power)
	}
	return powers
}

// The pictures in the documents have to be readable as XML, with one point for each figure, names that don't cover each other, and
// an exponent that is that of the costs.
func TestGrowthChart(t *testing.T) {
	chart := growthChart{title: "CPU <time>", counts: "fields"}
	for _, size := range []float64{1, 10, 100, 300, 1000} {
		chart.set("level", growthPoint{size, 200})
		chart.set("nearly level", growthPoint{size, 201})
		chart.set("linear", growthPoint{size, 200 + 5*size})
		chart.set("square", growthPoint{size, size * size})
	}
	chart.set("level", growthPoint{1000, 200})
	for i, want := range []string{"0.00", "0.00", "0.93", "2.00"} {
		if got := fmt.Sprintf("%.2f", chart.lines[i].exponent()); got != want {
			t.Errorf("%s: got the exponent %s, want %s", chart.lines[i].name, got, want)
		}
	}
	_, y := chart.axes()
	heights := slices.Sorted(slices.Values(chart.nameHeights(y)))
	for i := 1; i < len(heights); i++ {
		if heights[i]-heights[i-1] < nameHeight-1e-9 {
			t.Errorf("two names are at %v", heights)
		}
	}
	elements := map[string]int{}
	decoder := xml.NewDecoder(strings.NewReader(chart.svg()))
	for {
		token, err := decoder.Token()
		if err == io.EOF { //nolint:errorlint // as Decoder.Token promises
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, chart.svg())
		}
		if start, ok := token.(xml.StartElement); ok {
			elements[start.Name.Local]++
		}
	}
	if elements["circle"] != 20 || elements["polyline"] != 4 {
		t.Errorf("got %v in\n%s", elements, chart.svg())
	}
	for cost, want := range map[float64]string{0.5: "500 ns", 1: "1 µs", 123.456: "123 µs", 10_000: "10 ms", 2_345_678: "2.35 s"} {
		if got := inUnits(cost); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
