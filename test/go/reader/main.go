// Command reader says what Go's YAML libraries read: one JSON object a line in, one a line out, in the same order.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/yaml"
)

type document struct {
	Text string `json:"text"`
}

// reading is a document's value as JSON, or why there is none.
type reading struct {
	Value json.RawMessage `json:"value,omitempty"`
	Error string          `json:"error,omitempty"`
}

type readings struct {
	// Kubernetes is what kubectl, Helm and the API server read (sigs.k8s.io/yaml).
	Kubernetes reading `json:"kubernetes"`
	// Kyaml is what Helm 4 and kustomize read on the way to it.
	Kyaml reading `json:"kyaml"`
}

func read(reader func([]byte) ([]byte, error), text string) (result reading) {
	defer func() {
		if reason := recover(); reason != nil {
			result = reading{Error: fmt.Sprint("panic: ", reason)}
		}
	}()
	value, err := reader([]byte(text))
	if err != nil {
		return reading{Error: err.Error()}
	}
	return reading{Value: value}
}

func readKyaml(text []byte) ([]byte, error) {
	node, err := kyaml.Parse(string(text))
	if err != nil {
		return nil, err
	}
	var value any
	if err := node.YNode().Decode(&value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var one document
		if err := json.Unmarshal(line, &one); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := out.Encode(readings{Kubernetes: read(yaml.YAMLToJSON, one.Text), Kyaml: read(readKyaml, one.Text)}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
