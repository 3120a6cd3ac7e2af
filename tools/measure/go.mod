module zitadel-graphql/tools/measure

go 1.26.0
