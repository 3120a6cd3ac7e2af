{{- define "zitadel-graphql.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "zitadel-graphql.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 55 | trimSuffix "-" }}
{{- else if contains (include "zitadel-graphql.name" .) .Release.Name }}
{{- .Release.Name | trunc 55 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "zitadel-graphql.name" .) | trunc 55 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "zitadel-graphql.selectorLabels" -}}
app.kubernetes.io/name: {{ include "zitadel-graphql.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "zitadel-graphql.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "zitadel-graphql.selectorLabels" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | trimSuffix "-" | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "zitadel-graphql.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "zitadel-graphql.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "zitadel-graphql.scheme" -}}
{{- if .Values.serverSslCrtSecret }}HTTPS{{ else }}HTTP{{ end }}
{{- end }}

{{/* The file of settings: configmapConfig, with those that other values decide. */}}
{{- define "zitadel-graphql.config" -}}
{{- $config := deepCopy .Values.configmapConfig }}
{{- range $name := list "listen" "metrics-listen" "tls-cert" "tls-key" "backend-ca" "version" "config" }}
{{- if hasKey $config $name }}
{{- fail (printf "configmapConfig.%s: the chart sets it itself; leave it out" $name) }}
{{- end }}
{{- end }}
{{- $backend := $config.backend | default "" }}
{{- if or (not $backend) (eq $backend "embedded") }}
{{- fail "configmapConfig.backend: name the ZITADEL to ask, such as https://zitadel.example.com; the embedded one is for a developer's own machine" }}
{{- end }}
{{- $_ := set $config "version" 1 }}
{{- $_ := set $config "listen" "0.0.0.0:4000" }}
{{- if .Values.metrics.enabled }}
{{- $_ := set $config "metrics-listen" (printf "0.0.0.0:%d" (int .Values.metrics.port)) }}
{{- end }}
{{- if .Values.serverSslCrtSecret }}
{{- $_ := set $config "tls-cert" "/etc/zitadel-graphql/tls/tls.crt" }}
{{- $_ := set $config "tls-key" "/etc/zitadel-graphql/tls/tls.key" }}
{{- end }}
{{- if .Values.backendCaSecret }}
{{- $_ := set $config "backend-ca" "/etc/zitadel-graphql/backend/ca.crt" }}
{{- end }}
{{- toYaml $config }}
{{- end }}
