package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
	"sigs.k8s.io/yaml"
)

// manifest is one object that the chart makes.
type manifest struct {
	// template is the file of the chart that it comes from.
	template string
	object   map[string]any
}

func (m manifest) text(key string) string { text, _ := m.object[key].(string); return text }

// chartFolder has the chart, from this folder on.
const chartFolder = "../../deploy/charts/zitadel-graphql"

// render renders the chart as `helm install` would, with values over those of the chart.
func render(values map[string]any) ([]manifest, error) {
	chart, err := loader.Load(chartFolder)
	if err != nil {
		return nil, fmt.Errorf("load the chart: %w", err)
	}
	release := common.ReleaseOptions{Name: "login", Namespace: "identity", Revision: 1, IsInstall: true}
	all, err := util.ToRenderValues(chart, values, release, common.DefaultCapabilities)
	if err != nil {
		return nil, fmt.Errorf("check the values: %w", err)
	}
	files, err := engine.Render(chart, all)
	if err != nil {
		return nil, fmt.Errorf("render the chart: %w", err)
	}
	var manifests []manifest
	for name, text := range files {
		if filepath.Ext(name) != ".yaml" {
			continue
		}
		found, err := split(name, text)
		if err != nil {
			return nil, err
		}
		manifests = append(manifests, found...)
	}
	slices.SortFunc(manifests, func(a, b manifest) int { return strings.Compare(a.template, b.template) })
	return manifests, nil
}

// split returns the objects of a rendered template.
func split(name, text string) ([]manifest, error) {
	var found []manifest
	for part := range strings.SplitSeq("\n"+text, "\n---") {
		var object map[string]any
		if err := yaml.UnmarshalStrict([]byte(part), &object); err != nil {
			return nil, fmt.Errorf("read what %s makes: %w", name, err)
		}
		if len(object) > 0 {
			found = append(found, manifest{name, object})
		}
	}
	return found, nil
}
