// Renders a chart as `helm template` does, with Helm's own engine and without the rest of Helm: render CHART RELEASE [VALUES].
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

func main() {
	log.SetFlags(0)
	chart, err := loader.Load(os.Args[1])
	check(err)
	values := chartutil.Values{}
	if len(os.Args) > 3 {
		values, err = chartutil.ReadValuesFile(os.Args[3])
		check(err)
	}
	options := chartutil.ReleaseOptions{Name: os.Args[2], Namespace: "default", Revision: 1, IsInstall: true}
	// Validates against values.schema.json too.
	rendering, err := chartutil.ToRenderValues(chart, values, options, chartutil.DefaultCapabilities)
	check(err)
	files, err := engine.Render(chart, rendering)
	check(err)
	var names []string
	for name := range files {
		if strings.HasSuffix(name, ".yaml") && strings.TrimSpace(files[name]) != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("---\n# %s\n%s\n", filepath.Base(name), strings.TrimSpace(files[name]))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
