{{- define "spacex-elt.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 41 | trimSuffix "-" | trimSuffix "." -}}
{{- end -}}

{{/* At most 41 characters: Kubernetes takes 52 for a CronJob, and the longest ending is `-operations`. */}}
{{- define "spacex-elt.fullname" -}}
{{- $name := include "spacex-elt.name" . -}}
{{- $full := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) -}}
{{- .Values.fullnameOverride | default $full | trunc 41 | trimSuffix "-" | trimSuffix "." -}}
{{- end -}}

{{- define "spacex-elt.secret" -}}
{{- .Values.secret.name | default (include "spacex-elt.fullname" .) -}}
{{- end -}}

{{- define "spacex-elt.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (.Values.serviceAccount.create | ternary (include "spacex-elt.fullname" .) "default") -}}
{{- end -}}

{{- define "spacex-elt.selector" -}}
app.kubernetes.io/name: {{ include "spacex-elt.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "spacex-elt.labels" -}}
{{ include "spacex-elt.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}
