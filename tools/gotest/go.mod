module zitadel-graphql/tools/gotest

go 1.26.0
