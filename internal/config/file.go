package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	yamlparser "github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"zitadel-graphql/internal/filecontent"
)

const (
	// MaxFileBytes is how large a configuration file may be: far more than all settings together take.
	MaxFileBytes = 1 << 20
	// fileVersion is the version of the file's format that this program reads. It changes when a file that was right would mean
	// something else.
	fileVersion = "1"
	// versionKey is the file's own; the flag of that name has no value that a file could have.
	versionKey = "version"
)

// file is what the configuration file has.
type file struct {
	path     string
	groups   []group
	values   map[string]Value
	problems []Problem
	// unread is true where the file couldn't be read to its end: then values are missing, and what only follows from that isn't
	// worth a report.
	unread bool
}

// readFile reads the file that the setting config names, if it does. A server reads it again whenever it changes.
func readFile(config Value, groups []group, isServer bool) file {
	f := file{path: config.Text, groups: groups, values: map[string]Value{}}
	if strings.Trim(f.path, ", \t") == "" {
		return f // which check reports
	}
	report := func(problem, remedy string) file {
		f.unread = true
		f.problems = []Problem{{Setting: config.Setting, Source: config.Source, Value: config.Text, Problem: problem, Remedy: remedy}}
		return f
	}
	if isServer && filecontent.IsPipe(f.path) {
		return report(fmt.Sprintf("%q is a pipe, which has nothing when the settings are read anew", f.path),
			"write them into a file first; config check and config print take a pipe")
	}
	content, err := filecontent.Read(f.path, MaxFileBytes)
	if err != nil {
		return report(fmt.Sprintf("%q can't be read: %v", f.path, withoutPath(err)), "name a YAML file of at most 1 MiB that this user may read")
	}
	f.parse(content)
	return f
}

// withoutPath leaves of an error of package os what the file system says.
func withoutPath(err error) error {
	if wrapped, ok := errors.AsType[*fs.PathError](err); ok {
		return wrapped.Err
	}
	return err
}

func (f *file) parse(content []byte) {
	content = bytes.TrimPrefix(content, []byte("\ufeff")) // as some editors begin a file
	if line, column, ok := invalidCharacter(content); ok {
		f.refuse(line, column, "there is a character that YAML doesn't allow, or that isn't UTF-8", "save the file as UTF-8, and remove what can't be seen")
		return
	}
	tokens := lexer.Tokenize(string(content))
	if at, problem, remedy := beyond(tokens); at != nil {
		f.refuse(at.Position.Line, at.Position.Column, problem, remedy)
		return
	}
	tree, err := yamlparser.Parse(tokens, 0, yamlparser.AllowDuplicateMapKey()) // of which all are reported here
	if err != nil {
		f.refuseSyntax(err, content)
		return
	}
	root, ok := f.root(tree)
	if !ok {
		return
	}
	if !f.checkVersion(root) {
		return
	}
	for _, entry := range root.Values {
		f.readEntry(entry)
	}
	f.reportDuplicates(root)
}

// invalidCharacter finds the first character that can't stand in YAML.
func invalidCharacter(content []byte) (line, column int, found bool) {
	line, column = 1, 1
	for len(content) > 0 {
		r, size := utf8.DecodeRune(content)
		if r == utf8.RuneError && size == 1 || r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0x7f {
			return line, column, true
		}
		if column++; r == '\n' {
			line, column = line+1, 1
		}
		content = content[size:]
	}
	return 0, 0, false
}

func (f *file) at(line, column int) Source {
	return Source{Kind: File, Name: f.path, Line: line, Column: column}
}

// refuse reports what is wrong with the file as a whole.
func (f *file) refuse(line, column int, problem, remedy string) {
	f.unread = true
	f.problems = append(f.problems, Problem{Source: f.at(line, column), Problem: problem, Remedy: remedy})
}

// syntaxError is how the library's errors are called in its package yaml, which decodes and isn't needed here.
type syntaxError interface {
	error
	GetMessage() string
	GetToken() *token.Token
}

func (f *file) refuseSyntax(err error, content []byte) {
	line, column, message := 1, 1, err.Error()
	if located, ok := errors.AsType[syntaxError](err); ok {
		message = located.GetMessage()
		if at := located.GetToken(); at != nil {
			line, column = at.Position.Line, at.Position.Column
		}
	}
	remedy := "correct it; nothing behind it was read"
	if lines := bytes.Split(content, []byte("\n")); line <= len(lines) && bytes.Contains(indentation(lines[line-1]), []byte("\t")) {
		remedy = "indent by spaces, not by tabs; nothing behind it was read"
	}
	f.refuse(line, column, "this isn't YAML: "+message, remedy)
}

func indentation(line []byte) []byte {
	return line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
}

// root is the one mapping that the file has to be.
func (f *file) root(tree *ast.File) (*ast.MappingNode, bool) {
	var bodies []ast.Node
	for _, document := range tree.Docs {
		if _, directive := document.Body.(*ast.DirectiveNode); document.Body != nil && !directive {
			bodies = append(bodies, document.Body)
		}
	}
	if len(bodies) == 0 {
		f.refuse(1, 1, "the file is empty", "begin it with version: "+fileVersion+", or leave config out")
		return nil, false
	}
	if len(bodies) > 1 {
		at := start(bodies[1]).Position
		f.refuse(at.Line, at.Column, "a second document begins here", "write all settings into one, without a line ---")
		return nil, false
	}
	root, ok := bodies[0].(*ast.MappingNode)
	if !ok {
		at := bodies[0].GetToken().Position
		f.refuse(at.Line, at.Column, "the file isn't a list of names and values", "write each setting on a line of its own as NAME: VALUE, with a blank behind the colon")
	}
	return root, ok
}

// start is the token that a node begins with: of a mapping the library has the colon instead.
func start(node ast.Node) *token.Token {
	if mapping, ok := node.(*ast.MappingNode); ok && len(mapping.Values) > 0 && !mapping.IsFlowStyle {
		return mapping.Values[0].Key.GetToken()
	}
	return node.GetToken()
}

// checkVersion reports a version that is missing or another one. Of another one, nothing else is reported: its settings may be
// others, too.
func (f *file) checkVersion(root *ast.MappingNode) bool {
	for _, entry := range root.Values {
		if entry.Key.GetToken().Value != versionKey {
			continue
		}
		at := start(entry.Value).Position
		text, problem := scalar(entry.Value)
		if problem != "" || text != fileVersion {
			f.unread = true
			f.problems = append(f.problems, Problem{
				Setting: versionKey, Source: f.at(at.Line, at.Column), Value: text,
				Problem: fmt.Sprintf("%q is no version of this file that the program reads", text), Remedy: "write version: " + fileVersion + ", the only one",
			})
			return false
		}
		return true
	}
	f.problems = append(f.problems, Problem{
		Setting: versionKey, Source: f.at(1, 1), Problem: "it is missing", Remedy: "begin the file with version: " + fileVersion,
	})
	return true
}

// readEntry reads one name with its value.
func (f *file) readEntry(entry *ast.MappingValueNode) {
	key := entry.Key.GetToken()
	if _, plain := entry.Key.(ast.ScalarNode); !plain {
		f.report(key, key.Value, "a key is a setting's name and nothing else", "write it without &, *, ?, ! and <<")
		return
	}
	name := key.Value
	if name == versionKey {
		return
	}
	setting := settingNamed(f.groups, name)
	if setting.name == "" {
		source := f.at(key.Position.Line, key.Position.Column)
		f.problems = append(f.problems, unknown(source, name, f.names(), "remove it", func(name string) string { return name }))
		return
	}
	if setting.isOutsideFile() {
		f.report(key, name, "it can't be set in the file", "remove it here, and use --"+name)
		return
	}
	text, problem := f.text(setting, entry.Value)
	value := start(entry.Value)
	if problem != "" {
		f.report(value, name, problem, setting.inFile())
		return
	}
	if text == "" { // an empty sequence
		return
	}
	f.values[name] = Value{Setting: name, Text: text, Source: f.at(value.Position.Line, value.Position.Column), Reloads: setting.reloads}
}

func (f *file) report(at *token.Token, name, problem, remedy string) {
	f.problems = append(f.problems, Problem{Setting: name, Source: f.at(at.Position.Line, at.Position.Column), Problem: problem, Remedy: remedy})
}

// inFile tells how a value of the setting is written in the file.
func (s setting) inFile() string {
	if s.isList() {
		return "write a list: [A, B], or a line - A for each"
	}
	return "write one value behind the colon: " + s.name + ": " + strings.Trim(strings.ToUpper(s.value), "…")
}

// names are those that the file may have.
func (f *file) names() []string {
	names := []string{versionKey}
	for s := range all(f.groups) {
		if !s.isOutsideFile() {
			names = append(names, s.name)
		}
	}
	return names
}

// text is the value as a flag would have it: a sequence's elements are joined by commas.
func (f *file) text(s setting, node ast.Node) (text, problem string) {
	sequence, ok := node.(*ast.SequenceNode)
	if !ok {
		text, problem = scalar(node)
		if problem == "" && strings.TrimSpace(text) == "" {
			problem = "it is empty"
		}
		return text, problem
	}
	if !s.isList() {
		return "", "it is a list, but the setting has one value"
	}
	var texts []string
	for i, element := range sequence.Values {
		text, problem := scalar(element)
		switch {
		case problem != "":
			return "", fmt.Sprintf("element %d: %s", i+1, problem)
		case strings.TrimSpace(text) == "":
			return "", fmt.Sprintf("element %d is empty", i+1)
		case strings.Contains(text, ","):
			return "", fmt.Sprintf("element %d has a comma, and would be several", i+1)
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ","), ""
}

// scalar is a single value as the file has it: 010 isn't 8, and on isn't true.
func scalar(node ast.Node) (text, problem string) {
	switch n := node.(type) {
	case nil, *ast.NullNode:
		return "", "it is empty"
	case *ast.StringNode:
		return n.Value, ""
	case *ast.LiteralNode:
		return strings.TrimSuffix(n.Value.Value, "\n"), ""
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, ""
	case *ast.AnchorNode, *ast.AliasNode:
		return "", "anchors and aliases (& and *) aren't read"
	case *ast.TagNode:
		return "", "tags (!) aren't read"
	case *ast.SequenceNode:
		return "", "it is a list within a list"
	default:
		return "", "it has names of its own, but all settings stand on the first level"
	}
}

// reportDuplicates reports names that stand in the file more than once.
func (f *file) reportDuplicates(root *ast.MappingNode) {
	first := map[string]int{}
	for _, entry := range root.Values {
		key := entry.Key.GetToken()
		if line, ok := first[key.Value]; ok {
			f.report(key, key.Value, fmt.Sprintf("it stands in line %d already", line), "keep one of the two")
			continue
		}
		first[key.Value] = key.Position.Line
	}
}
