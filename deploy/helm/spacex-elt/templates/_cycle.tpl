{{/* The container's environment. Takes root and overrides, a dict of variables that win over the settings. */}}
{{- define "spacex-elt.env" -}}
{{- $root := .root -}}
{{- range $name, $value := merge (dict) .overrides $root.Values.settings }}
{{- if not (or (hasKey $root.Values.secret.keys $name) (kindIs "invalid" $value) (eq (toString $value) "")) }}
- name: {{ $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end }}
{{- range $name, $key := $root.Values.secret.keys }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "spacex-elt.secret" $root }}
      key: {{ $key }}
{{- end }}
{{- with $root.Values.env }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* A pod's spec. Takes root, args and overrides. What keeps it restricted is no value: nobody shall loosen it. */}}
{{- define "spacex-elt.pod" -}}
{{- $values := .root.Values -}}
restartPolicy: Never
serviceAccountName: {{ include "spacex-elt.serviceAccount" .root }}
automountServiceAccountToken: false
# A Service named postgres would set POSTGRES_PORT=tcp://… in every container.
enableServiceLinks: false
terminationGracePeriodSeconds: 30
activeDeadlineSeconds: {{ include "spacex-elt.podDeadline" .root }}
securityContext:
  runAsNonRoot: true
  seccompProfile:
    type: RuntimeDefault
{{- with $values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  - name: job
    image: "{{ $values.image.repository }}:{{ include "spacex-elt.tag" . }}"
    imagePullPolicy: {{ $values.image.pullPolicy }}
    args: {{ toJson .args }}
    env:
      {{- include "spacex-elt.env" . | trim | nindent 6 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop: [ALL]
    {{- with $values.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with $values.volumeMounts }}
    volumeMounts:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- with $values.volumes }}
volumes:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The command `report` needs its extra, which is in an image of its own. */}}
{{- define "spacex-elt.tag" -}}
{{- $image := .root.Values.image -}}
{{- $tag := $image.tag | default .root.Chart.AppVersion -}}
{{- has "report" .args | ternary ($image.reportTag | default (printf "%s-report" $tag)) $tag -}}
{{- end -}}

{{- define "spacex-elt.podDeadline" -}}
{{- add (ceil .Values.settings.CYCLE_TIMEOUT_SECONDS) 60 -}}
{{- end -}}

{{/* Every try to its deadline and its grace period, and Kubernetes's waits between them: 10 s, doubled, at most 600 s. */}}
{{- define "spacex-elt.jobDeadline" -}}
{{- $retries := int .Values.backoffLimit -}}
{{- $total := mul (add1 $retries) (add (include "spacex-elt.podDeadline" .) 30) -}}
{{- $wait := 10 -}}
{{- range until $retries -}}
{{- $total = add $total $wait -}}
{{- $wait = min 600 (mul 2 $wait) -}}
{{- end -}}
{{- $total -}}
{{- end -}}

{{/* A CronJob's jobTemplate. Takes root, component, overrides and, unless it is a cycle, args. */}}
{{- define "spacex-elt.jobTemplate" -}}
metadata:
  labels:
    {{- include "spacex-elt.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
spec:
  backoffLimit: {{ .root.Values.backoffLimit }}
  activeDeadlineSeconds: {{ include "spacex-elt.jobDeadline" .root }}
  {{- if not (kindIs "invalid" .root.Values.ttlSecondsAfterFinished) }}
  ttlSecondsAfterFinished: {{ .root.Values.ttlSecondsAfterFinished | int64 }}
  {{- end }}
  podFailurePolicy:
    rules:
      # A pod that the cluster took away counts for nothing.
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
            status: "True"
      # What a retry cannot mend: the command, the data, a bug, the configuration.
      - action: FailJob
        onExitCodes:
          containerName: job
          operator: In
          values: [64, 65, 70, 78]
  template:
    metadata:
      labels:
        {{- with .root.Values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- include "spacex-elt.labels" .root | nindent 8 }}
        app.kubernetes.io/component: {{ .component }}
      {{- with .root.Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      {{- include "spacex-elt.pod" (merge dict . (dict "args" (list "run"))) | nindent 6 }}
{{- end -}}
