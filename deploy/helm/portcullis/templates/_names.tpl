{{- define "portcullis.name" -}}
{{ .Release.Name | trunc 53 | trimSuffix "-" }}
{{- end }}

{{- define "portcullis.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "portcullis.labels" -}}
{{ include "portcullis.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- /* The configuration with what is the chart's to say. */ -}}
{{- define "portcullis.config" -}}
{{- $listen := dict "address" "0.0.0.0:8080" "plaintext" true }}
{{- if .Values.tlsSecret }}
{{- $listen = dict "address" "0.0.0.0:8080" "tls" (dict "cert" "/etc/portcullis-tls/tls.crt" "key" "/etc/portcullis-tls/tls.key") }}
{{- end }}
{{- $own := dict "listen" $listen "admin" "127.0.0.1:9090" "state" "/var/lib/portcullis" }}
{{- mergeOverwrite (deepCopy .Values.config) $own | toYaml }}
{{- end }}
