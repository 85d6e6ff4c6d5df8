kubectl --context 'it'\''s production' label node dio-master01 redis-pod-name- redis-system-
kubectl --context 'it'\''s production' label node dio-master02 redis-pod-name- redis-system-
kubectl --context 'it'\''s production' label node dio-master03 redis-pod-name- redis-system-
kubectl --context 'it'\''s production' label node dio-worker01 redis-pod-name- redis-system-
kubectl --context 'it'\''s production' label node dio-worker02 redis-pod-name- redis-system-
kubectl --context 'it'\''s production' label node dio-worker03 redis-pod-name- redis-system-
