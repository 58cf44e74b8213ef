package main

import (
	"encoding/json"
	"os"
	"strings"
)

type credentials struct{ id, secret, token string }

// What of the world file the checks need.
type account struct {
	Name            string
	ID              string
	AccessKeyID     string    `json:"access_key_id"`
	AccessKeySecret string    `json:"access_key_secret"`
	SecurityToken   string    `json:"security_token"`
	RAMUser         []account `json:"ram_user"`
	Session         []account `json:"session"`
}

type worldFile struct {
	Region  string
	Account []account
}

type table struct {
	Checks  []string
	Once    []string
	Keys    map[string][]string
	Clients map[string]struct{ Also []string }
	// Status, code, message and EC.
	Errors map[string][4]any
}

var (
	endpoint = variable("OSS_ENDPOINT")
	world    = load[worldFile](variable("OSSMOCK_WORLD"))
	// The one argument is the path of expected.json.
	expected = load[table](os.Args[1])
)

func variable(name string) string {
	value := os.Getenv(name)
	if value == "" {
		panic(name + " is not set: tests/clients/run.sh sets it")
	}
	return value
}

func load[T any](path string) (found T) {
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	if err != nil {
		panic(err)
	}
	return found
}

// The checks of a column; the first has those that take long as well.
func asked(first bool) []string {
	once := map[string]bool{}
	for _, title := range expected.Once {
		once[title] = true
	}
	var found []string
	for _, title := range append(expected.Checks[:len(expected.Checks):len(expected.Checks)], expected.Clients[name].Also...) {
		if first || !once[title] {
			found = append(found, title)
		}
	}
	return found
}

func accountOf(name string) account {
	for _, found := range world.Account {
		if found.Name == name {
			return found
		}
	}
	panic("world.toml has no account " + name)
}

func (a account) keys() credentials {
	return credentials{a.AccessKeyID, a.AccessKeySecret, a.SecurityToken}
}

var (
	acme    = accountOf("acme")
	owner   = acme.keys()
	session = acme.Session[0].keys()
	store   = accountOf("store").keys()
)

func ram(name string) credentials {
	for _, found := range acme.RAMUser {
		if found.Name == name {
			return found.keys()
		}
	}
	panic("world.toml has no RAM user " + name)
}

// A name that no other column uses.
func made(style string) string {
	return strings.Join([]string{"made", style, version}, "-")
}
